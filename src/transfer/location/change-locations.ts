import { rows, statement, type Scope, type TxScope } from '../../db/index.ts';
import { failure } from '../../errors.ts';
import { checkLocation, checkSecret, type CheckedLocation } from './check-location.ts';
import type { Location, LocationChange, LocationInput, LocationSecret } from './location.ts';
import { findLocation, holdLocation } from './location-row.ts';
import { sealLocationSecret } from './secret.ts';

/** They are few; one at a time per brand makes them, so that their number is exact. */
const LOCK = statement(`select pg_advisory_xact_lock(hashtextextended('location.' || $1::text, 0))`);
const COUNT = statement('select count(*)::int from location where brand_id = $1');
const INSERT = statement(`
  insert into location (brand_id, name, kind, path, host, port, user_name, host_key, secret_kind, created_by, modified_by)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10) returning id`);
const UPDATE = statement(`
  update location set name = $3, path = $4, host = $5, port = $6, user_name = $7, host_key = $8,
    secret_kind = coalesce($9, secret_kind), modified_by = $10, modified_at = now()
  where brand_id = $1 and id = $2`);
const SET_SECRET = statement('update location set secret = $3 where brand_id = $1 and id = $2');
const DELETE = statement('delete from location where brand_id = $1 and id = $2');

/**
 * Makes a location. Nothing is opened yet: `testLocation` does.
 * @throws {TolkError} FIELD_VALUE, LOCATION_EXISTS, LOCATIONS_EXCEEDED, and as sealSecret of the vault
 */
export function createLocation(scope: Scope, { secret, ...input }: LocationInput): Promise<Location> {
  const checked = checkLocation(input);
  const secretKind = secretKindOf(checked, secret);
  return scope.transaction(async (tx) => {
    await rows(tx.sql, LOCK, [tx.brand.id]);
    const [[count] = [0]] = await rows<[number]>(tx.sql, COUNT, [tx.brand.id]);
    const most = tx.limits.LOCATIONS_MAX;
    if (count >= most) throw failure('LOCATIONS_EXCEEDED', { most: String(most), name: checked.name });
    const { name, kind, path, host, port, user, hostKey } = checked;
    const values = [tx.brand.id, name, kind, path, host, port, user, hostKey, secretKind, tx.actor.name];
    const [[id] = ['']] = await named(name, () => rows<[string]>(tx.sql, INSERT, values));
    return await settled(tx, id, secret);
  });
}

/**
 * Changes members that are given. A secret is only ever sent to the server that it was given for: who changes the
 * server or what it must show gives it again, or it could be led to a server of somebody else's.
 * @throws {TolkError} LOCATION_NOT_FOUND, and as createLocation
 */
export function changeLocation(
  scope: Scope, called: string, { secret, ...change }: LocationChange,
): Promise<Location> {
  return scope.transaction(async (tx) => {
    const { shown: before } = await holdLocation(tx, called);
    const checked = checkLocation(merged(before, change));
    const secretKind = secret === undefined ? null : secretKindOf(checked, secret);
    const isElsewhere = (['host', 'port', 'hostKey'] as const).some((member) => before[member] !== checked[member]);
    if (isElsewhere && secret === undefined) {
      throw failure('FIELD_VALUE', {
        field: 'secret', why: 'must be given again when host, port or hostKey change', value: '',
      });
    }
    const { name, path, host, port, user, hostKey } = checked;
    const values = [tx.brand.id, before.id, name, path, host, port, user, hostKey, secretKind, tx.actor.name];
    await named(name, () => rows(tx.sql, UPDATE, values));
    return await settled(tx, before.id, secret);
  });
}

/**
 * Forgets a location; its files stay where they are.
 * @throws {TolkError} LOCATION_NOT_FOUND, LOCATION_IN_USE
 */
export async function deleteLocation(scope: Scope, called: string): Promise<void> {
  await scope.transaction(async (tx) => {
    const { shown } = await holdLocation(tx, called);
    try {
      await rows(tx.sql, DELETE, [tx.brand.id, shown.id]);
    } catch (error) {
      const { code, table = '' } = error as { code?: string; table?: string };
      if (code !== '23503') throw error; // foreign_key_violation
      throw failure('LOCATION_IN_USE', { location: shown.name, by: table }, { cause: error });
    }
  });
}

const TRUST = statement(`
  update location set host_key = $3, modified_by = $4, modified_at = now()
  where brand_id = $1 and id = $2 and host_key is null and host = $5 and port = $6 returning 1`);

/**
 * Stores the key that a server showed, if none is stored yet and it is still that server.
 * @returns whether it was stored
 */
export async function trustHostKey({ sql, brand, actor }: Scope, seen: Location, hostKey: string): Promise<boolean> {
  const done = await rows(sql, TRUST, [brand.id, seen.id, hostKey, actor.name, seen.host, seen.port]);
  return done.length > 0;
}

function secretKindOf({ kind }: CheckedLocation, secret: LocationSecret | undefined): 'password' | 'key' | null {
  if (kind === 'sftp' && secret === undefined) {
    throw failure('FIELD_VALUE', { field: 'secret', why: 'must be a password or a private key', value: '' });
  }
  if (kind === 'folder' && secret !== undefined) {
    throw failure('FIELD_VALUE', { field: 'secret', why: 'is not for a folder', value: '***' });
  }
  return secret === undefined ? null : checkSecret(secret);
}

function merged(before: Location, change: Omit<LocationChange, 'secret'>): Omit<LocationInput, 'secret'> {
  const kept = {
    name: before.name, path: before.path, host: before.host ?? undefined, port: before.port ?? undefined,
    user: before.user ?? undefined, hostKey: before.hostKey,
  };
  const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
  return { ...kept, ...given, kind: before.kind };
}

/** Seals the secret, which needs the row's number, and reads the row as it is now. */
async function settled(tx: TxScope, id: string, secret: LocationSecret | undefined): Promise<Location> {
  if (secret !== undefined) {
    await rows(tx.sql, SET_SECRET, [tx.brand.id, id, await sealLocationSecret(tx, id, secret)]);
  }
  return findLocation(tx, id);
}

async function named<Result>(name: string, write: () => Promise<Result>): Promise<Result> {
  try {
    return await write();
  } catch (error) {
    const { code, constraint } = error as { code?: string; constraint?: string };
    if (code === '23505' && constraint === 'location_by_name') throw failure('LOCATION_EXISTS', { name }, { cause: error });
    throw error;
  }
}
