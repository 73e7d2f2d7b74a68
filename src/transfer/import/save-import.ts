import { rows, statement, type Scope, type TxScope } from '../../db/index.ts';
import { failure } from '../../errors.ts';
import { findLocation } from '../location/location-row.ts';
import { checkImport } from './check-import.ts';
import { checkTarget } from './check-target.ts';
import type { ImportDefinition, ImportWish } from './definition.ts';
import { findImport } from './find-imports.ts';

/** Imports are few; one at a time per brand is made, so that their number is exact. */
const LOCK = statement(`select pg_advisory_xact_lock(hashtextextended('import.' || $1::text, 0))`);
const COUNT = statement('select count(*)::int from import_definition where brand_id = $1');

/** An id is taken only for one that is new. */
const INSERT = statement(`
  insert into import_definition
    (brand_id, name, target, columns, format, location_id, file, notify, created_by, modified_by)
  select $1::bigint, $2, $3::jsonb, $4::jsonb, $5::jsonb, $6::bigint, $7::jsonb, $8::jsonb, $9, $9
  where not exists (select from import_definition where brand_id = $1 and name = $2)
  returning id`);

const UPDATE = statement(`
  update import_definition i set name = $2, target = $3::jsonb, columns = $4::jsonb, format = $5::jsonb,
    location_id = $6, file = $7::jsonb, notify = $8::jsonb, modified_by = $9, modified_at = now()
  where i.brand_id = $1 and i.id = $10
    and not exists (
      select from import_definition other where other.brand_id = $1 and other.name = $2 and other.id <> $10
    )
  returning id`);

const BY_NAME = statement('select id from import_definition where brand_id = $1 and name = $2');
const TRIGGERS = statement('select name from csv_trigger where brand_id = $1 and import_id = $2 order by name_key');

/** What is known of its files goes too; where something of one is staged, that is needed to clear it away. */
const REMOVE = statement(`
  with forgotten as (
    delete from import_file where brand_id = $1 and import_id = $2 and target is null
  )
  delete from import_definition where brand_id = $1 and id = $2`);

/**
 * Stores a new import. All that it names must be there now.
 * @throws {TolkError} FIELD_VALUE, LOCATION_NOT_FOUND, IMPORT_EXISTS, IMPORTS_EXCEEDED, and as checkTarget
 */
export function createImport(scope: Scope, wish: ImportWish): Promise<ImportDefinition> {
  return storing(scope, wish, insert);
}

/**
 * Replaces an import. A run under way ends as it began.
 * @param called its number or its name
 * @throws {TolkError} IMPORT_NOT_FOUND, and as createImport
 */
export async function changeImport(scope: Scope, called: string, wish: ImportWish): Promise<ImportDefinition> {
  await findImport(scope, called);
  return storing(scope, wish, async (tx, name, values) => update(tx, name, values, (await findImport(tx, called)).id));
}

/** Stores an import under its name, whether there is one already or not. @throws {TolkError} as createImport */
export function saveImport(scope: Scope, wish: ImportWish): Promise<ImportDefinition> {
  return storing(scope, wish, async (tx, name, values) => {
    const [there] = await rows<[string]>(tx.sql, BY_NAME, [tx.brand.id, name]);
    return there === undefined ? insert(tx, name, values) : update(tx, name, values, there[0]);
  });
}

/** Its files and runs stay. @throws {TolkError} IMPORT_NOT_FOUND, IMPORT_IN_USE */
export async function removeImport(scope: Scope, called: string): Promise<void> {
  await scope.transaction(async (tx) => {
    const { id, name } = await findImport(tx, called);
    const users = (await rows<[string]>(tx.sql, TRIGGERS, [tx.brand.id, id])).flat();
    if (users.length > 0) throw failure('IMPORT_IN_USE', { import: name, triggers: users.join(', ') });
    await rows(tx.sql, REMOVE, [tx.brand.id, id]);
  });
}

type Store = (tx: TxScope, name: string, values: readonly unknown[]) => Promise<string>;

async function storing(scope: Scope, wish: ImportWish, store: Store): Promise<ImportDefinition> {
  checkImport(scope, wish);
  return scope.transaction(async (tx) => {
    await rows(tx.sql, LOCK, [tx.brand.id]);
    await checkTarget(tx, wish);
    const { name, target, columns, format, file: { location, ...file }, notify } = wish;
    const { id: locationId } = await findLocation(tx, location);
    const values = [
      tx.brand.id, name, JSON.stringify(target), JSON.stringify(columns), JSON.stringify(format), locationId,
      JSON.stringify(file), notify === undefined ? null : JSON.stringify(notify), tx.actor.name,
    ];
    return findImport(tx, await store(tx, name, values));
  });
}

async function insert({ sql, brand, limits }: TxScope, name: string, values: readonly unknown[]): Promise<string> {
  const most = limits.IMPORTS_MAX;
  const [[count] = [0]] = await rows<[number]>(sql, COUNT, [brand.id]);
  if (count >= most) throw failure('IMPORTS_EXCEEDED', { most: String(most), name });
  const [made] = await rows<[string]>(sql, INSERT, values);
  if (made === undefined) throw failure('IMPORT_EXISTS', { name });
  return made[0];
}

async function update({ sql }: TxScope, name: string, values: readonly unknown[], id: string): Promise<string> {
  const [changed] = await rows<[string]>(sql, UPDATE, [...values, id]);
  if (changed === undefined) throw failure('IMPORT_EXISTS', { name });
  return changed[0];
}
