/** Keys and scopes for tests of the vault. A key is made anew for each wish: none is ever in a log by chance. */
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig, type Config } from '../../src/config.ts';
import type { Brand, Scope, Store } from '../../src/db/index.ts';
import { openSecret, sealSecret } from '../../src/vault/index.ts';
import { scopeOf } from '../support/scope.ts';

export type Env = Readonly<Record<string, string>>;

export const newKey = (): string => randomBytes(32).toString('base64');

/** As an installation with a database of its own has them; nothing else is set. */
export const withUrl = (env: Env = {}): Env => ({ DATABASE_URL: 'postgres://unused/tolk', ...env });

export const settingsOf = (env: Env): Config => readConfig(env);

export function vaultScope(sql: Store, brand: Brand, settings: Env): Scope {
  return scopeOf(sql, brand, { settings });
}

export const PLACE = 'location/1/secret';

export const seal = (scope: Scope, plain: string, context = PLACE): Promise<Buffer> =>
  sealSecret(scope, 'location', plain, context);

export const open = async (scope: Scope, sealed: Buffer, context = PLACE): Promise<string> =>
  (await openSecret(scope, 'location', sealed, context)).toString();

/** A TOLK_DATA, gone after the work. */
export async function withFolder<Result>(work: (folder: string) => Promise<Result>): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), 'tolk-vault-'));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
