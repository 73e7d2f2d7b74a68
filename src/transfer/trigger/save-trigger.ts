import { rows, statement, type Scope, type TxScope } from '../../db/index.ts';
import { failure } from '../../errors.ts';
import { groupById } from '../../group/index.ts';
import { checkAddresses } from '../../notice/index.ts';
import { checkFolder, pathParts } from '../files/index.ts';
import { findImport } from '../import/index.ts';
import { findLocation } from '../location/location-row.ts';
import type { Trigger, TriggerWish } from './definition.ts';
import { findTrigger } from './find-triggers.ts';
import { keyOf } from './match.ts';
import { forgetStrays } from './trigger-file.ts';

/** Triggers are few; one at a time per brand is made, so that their number is exact. */
const LOCK = statement(`select pg_advisory_xact_lock(hashtextextended('trigger.' || $1::text, 0))`);
const COUNT = statement('select count(*)::int from csv_trigger where brand_id = $1');
const BY_NAME = statement('select id from csv_trigger where brand_id = $1 and name_key = $2');

/** An id is taken only for one that is new. */
const INSERT = statement(`
  insert into csv_trigger
    (brand_id, name, name_key, location_id, folder, import_id, group_id, notify, is_on, created_by, modified_by)
  select $1::bigint, $2, $3, $4::bigint, $5, $6::bigint, $7::bigint, $8::text[], $9::boolean, $10, $10
  where not exists (select from csv_trigger where brand_id = $1 and name_key = $3)
  returning id`);

/** At another place the folders are made anew, and what was wrong with the last one says nothing. */
const UPDATE = statement(`
  update csv_trigger t set name = $2, name_key = $3, location_id = $4, folder = $5, import_id = $6, group_id = $7,
    notify = $8::text[], is_on = $9, modified_by = $10, modified_at = now(), problem = null,
    is_ready = is_ready and location_id = $4 and folder = $5
  where t.brand_id = $1 and t.id = $11
    and not exists (select from csv_trigger other where other.brand_id = $1 and other.name_key = $3 and other.id <> $11)
  returning id`);

const REMOVE = statement('delete from csv_trigger where brand_id = $1 and id = $2');

/**
 * Stores a new trigger. All that it names must be there now.
 * @throws {TolkError} FIELD_VALUE, LOCATION_NOT_FOUND, IMPORT_NOT_FOUND, GROUP_NOT_FOUND, TRIGGER_EXISTS,
 *   TRIGGERS_EXCEEDED
 */
export function createTrigger(scope: Scope, wish: TriggerWish): Promise<Trigger> {
  return storing(scope, wish, insert);
}

/**
 * Replaces a trigger. Files that it has taken end as they began.
 * @param called its number or its name
 * @throws {TolkError} TRIGGER_NOT_FOUND, and as createTrigger
 */
export function changeTrigger(scope: Scope, called: string, wish: TriggerWish): Promise<Trigger> {
  return storing(scope, wish, async (tx, name, values) => update(tx, name, values, (await findTrigger(tx, called)).id));
}

/** Stores a trigger under its name, whether there is one already or not. @throws {TolkError} as createTrigger */
export function saveTrigger(scope: Scope, wish: TriggerWish): Promise<Trigger> {
  return storing(scope, wish, async (tx, name, values) => {
    const [there] = await rows<[string]>(tx.sql, BY_NAME, [tx.brand.id, keyOf(name)]);
    return there === undefined ? insert(tx, name, values) : update(tx, name, values, there[0]);
  });
}

/** A file that it has taken is imported and moved on nevertheless. @throws {TolkError} TRIGGER_NOT_FOUND */
export async function removeTrigger(scope: Scope, called: string): Promise<void> {
  await scope.transaction(async (tx) => {
    await rows(tx.sql, LOCK, [tx.brand.id]);
    await rows(tx.sql, REMOVE, [tx.brand.id, (await findTrigger(tx, called)).id]);
    await forgetStrays(tx);
  });
}

type Store = (tx: TxScope, name: string, values: readonly unknown[]) => Promise<string>;

async function storing(scope: Scope, wish: TriggerWish, store: Store): Promise<Trigger> {
  const { folder, group, notify, isOn } = wish;
  const name = wish.name.trim();
  check(scope, { ...wish, name });
  return scope.transaction(async (tx) => {
    await rows(tx.sql, LOCK, [tx.brand.id]);
    const { id: locationId } = await findLocation(tx, wish.location);
    const { id: importId, target } = await findImport(tx, wish.import);
    if (group !== undefined) {
      if (target.kind !== 'customers') throw refused('group', 'is for imports of customers', group);
      await groupById(tx, group);
    }
    const id = await store(tx, name, [
      tx.brand.id, name, keyOf(name), locationId, folder, importId, group ?? null, notify?.to ?? [], isOn,
      tx.actor.name,
    ]);
    await forgetStrays(tx);
    return findTrigger(tx, id);
  });
}

async function insert({ sql, brand, limits }: TxScope, name: string, values: readonly unknown[]): Promise<string> {
  const most = limits.TRIGGERS_MAX;
  const [[count] = [0]] = await rows<[number]>(sql, COUNT, [brand.id]);
  if (count >= most) throw failure('TRIGGERS_EXCEEDED', { most: String(most), name });
  const [made] = await rows<[string]>(sql, INSERT, values);
  if (made === undefined) throw failure('TRIGGER_EXISTS', { name });
  return made[0];
}

async function update({ sql }: TxScope, name: string, values: readonly unknown[], id: string): Promise<string> {
  const [changed] = await rows<[string]>(sql, UPDATE, [...values, id]);
  if (changed === undefined) throw failure('TRIGGER_EXISTS', { name });
  return changed[0];
}

/** @throws {TolkError} FIELD_VALUE */
function check(scope: Scope, { name, folder, notify }: TriggerWish): void {
  const most = scope.limits.TRIGGER_NAME_LENGTH;
  if (name === '') throw refused('name', 'must not be empty', name);
  if ([...name].length > most) throw refused('name', `is longer than ${most} characters`, name);
  if (/^\d+$/.test(name)) throw refused('name', 'is digits alone, which are taken for the number of a trigger', name);
  if (name.includes('/')) throw refused('name', 'has a /, which no name of a file has', name);
  pathParts('name', name);
  checkFolder(folder);
  checkAddresses(scope, notify?.to ?? []);
}

function refused(field: string, why: string, value: string) {
  return failure('FIELD_VALUE', { field, why, value });
}
