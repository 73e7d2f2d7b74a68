import { rows, statement, type Scope } from '../../db/index.ts';
import { failure } from '../../errors.ts';
import { openSecret, sealSecret } from '../../vault/index.ts';
import { brandTime } from '../brand-time.ts';

/** A secret of the brand as it may be shown. Times are in the brand's zone. */
export interface BrandSecret {
  readonly name: string;
  readonly createdBy: string;
  readonly createdAt: string;
  readonly modifiedBy: string;
  readonly modifiedAt: string;
}

type Row = readonly [name: string, createdBy: string, createdAt: string, modifiedBy: string, modifiedAt: string];

const ALL = statement(`
  select s.name, s.created_by, ${brandTime('s.created_at')}, s.modified_by, ${brandTime('s.modified_at')}
  from secret s join brand b on b.id = s.brand_id
  where s.brand_id = $1
  order by s.name`);

/** The secrets of the brand by name, without their values, which nobody is shown; at most SECRETS_MAX. */
export async function listSecrets({ sql, brand }: Scope): Promise<BrandSecret[]> {
  const found = await rows<Row>(sql, ALL, [brand.id]);
  return found.map(([name, createdBy, createdAt, modifiedBy, modifiedAt]) =>
    ({ name, createdBy, createdAt, modifiedBy, modifiedAt }));
}

/** They are few; one at a time per brand is set, so that their number is exact. */
const LOCK = statement(`select pg_advisory_xact_lock(hashtextextended('secret.' || $1::text, 0))`);
const OTHERS = statement('select count(*)::int from secret where brand_id = $1 and name <> $2');
const SET = statement(`
  insert into secret (brand_id, name, sealed, created_by, modified_by) values ($1, $2, $3, $4, $4)
  on conflict (brand_id, name) do update set sealed = $3, modified_by = $4, modified_at = now()`);

const contextOf = (name: string) => `secret/${name}`;

/**
 * Keeps a secret, sealed; one of this name is replaced, and calls from now on send the new one.
 * @throws {TolkError} FIELD_VALUE (name, value), SECRETS_EXCEEDED, and as sealSecret of the vault
 */
export async function setSecret(scope: Scope, name: string, value: string): Promise<void> {
  checkSecretName(name);
  checkValue(value, scope.limits);
  await scope.transaction(async (tx) => {
    const { sql, brand, actor, limits: { SECRETS_MAX: most } } = tx;
    await rows(sql, LOCK, [brand.id]);
    const [[others] = [0]] = await rows<[number]>(sql, OTHERS, [brand.id, name]);
    if (others >= most) throw failure('SECRETS_EXCEEDED', { most: String(most), name });
    const sealed = await sealSecret(tx, 'secret', value, contextOf(name));
    await rows(sql, SET, [brand.id, name, sealed, actor.name]);
  });
}

const NAME = /^[a-z_][\w-]{0,99}$/i;

function checkSecretName(name: string): void {
  if (NAME.test(name)) return;
  const why = 'must be a letter or _, then letters, digits, _ and -, at most 100';
  throw failure('FIELD_VALUE', { field: 'name', why, value: JSON.stringify(name) });
}

function checkValue(value: string, { SECRET_LENGTH: most }: Scope['limits']): void {
  const why = value === '' ? 'must not be empty' : value.length > most ? `is longer than ${most} characters`
    : !value.isWellFormed() || value.includes('\0') ? 'holds what is no character' : undefined;
  if (why !== undefined) throw failure('FIELD_VALUE', { field: 'value', why, value: '***' });
}

const REMOVE = statement('delete from secret where brand_id = $1 and name = $2 returning 1');

/** Forgets a secret; calls that name it fail from now on. @throws {TolkError} SECRET_NOT_FOUND */
export async function removeSecret({ sql, brand }: Scope, name: string): Promise<void> {
  const removed = name.includes('\0') ? [] : await rows(sql, REMOVE, [brand.id, name]);
  if (removed.length === 0) throw failure('SECRET_NOT_FOUND', { name });
}

const SEALED = statement('select name, sealed from secret where brand_id = $1 and name = any($2::text[])');

async function sealedSecrets({ sql, brand }: Scope, names: readonly string[]): Promise<Map<string, Buffer>> {
  const asked = names.filter((name) => NAME.test(name));
  const found = new Map(asked.length === 0 ? [] : await rows<[string, Buffer]>(sql, SEALED, [brand.id, asked]));
  const missing = names.find((name) => !found.has(name));
  if (missing !== undefined) throw failure('SECRET_NOT_FOUND', { name: missing });
  return found;
}

/** Whether all of them are there. @throws {TolkError} SECRET_NOT_FOUND */
export async function checkSecrets(scope: Scope, names: readonly string[]): Promise<void> {
  await sealedSecrets(scope, names);
}

/** Their values, for what is sent now. @throws {TolkError} SECRET_NOT_FOUND, and as openSecret of the vault */
export async function secretValues(scope: Scope, names: readonly string[]): Promise<Map<string, string>> {
  const found = await sealedSecrets(scope, names);
  const values = new Map<string, string>();
  for (const [name, sealed] of found) {
    values.set(name, (await openSecret(scope, 'secret', sealed, contextOf(name))).toString());
  }
  return values;
}
