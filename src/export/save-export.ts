import { isCalled, rows, statement, type Scope, type TxScope } from '../db/index.ts';
import { failure } from '../errors.ts';
import { checkAddresses } from '../notice/index.ts';
import { findProfile } from '../profile/index.ts';
import { checkFileName, findImport, findLocation, resolveName } from '../transfer/index.ts';
import type { ExportDefinition, ExportSource, ExportWish } from './definition.ts';
import { findExport } from './find-exports.ts';
import { exportSelect } from './select.ts';

/** Exports are few; one at a time per brand is made, so that their number is exact. */
const LOCK = statement(`select pg_advisory_xact_lock(hashtextextended('export.' || $1::text, 0))`);
const COUNT = statement('select count(*)::int from export_definition where brand_id = $1');

/** An id is taken only for one that is new. */
const INSERT = statement(`
  insert into export_definition
    (brand_id, name, source, columns, dialect, location_id, file_name, gzip, empty, created_by, modified_by, notify)
  select $1::bigint, $2, $3::jsonb, $4::jsonb, $5::jsonb, $6::bigint, $7, $8::boolean, $9, $10, $10, $11::jsonb
  where not exists (select from export_definition where brand_id = $1 and name = $2)
  returning id`);

/** Of another source nothing was delivered yet. */
const UPDATE = statement(`
  update export_definition e set name = $2, source = $3::jsonb, columns = $4::jsonb, dialect = $5::jsonb,
    location_id = $6, file_name = $7, gzip = $8, empty = $9, modified_by = $10, modified_at = now(),
    notify = $11::jsonb, changed_from = case when e.source = $3::jsonb then e.changed_from end
  where e.brand_id = $1 and e.id = $12
    and not exists (
      select from export_definition other where other.brand_id = $1 and other.name = $2 and other.id <> $12
    )
  returning id`);

const BY_NAME = statement('select id from export_definition where brand_id = $1 and name = $2');
const REMOVE = statement(`delete from export_definition e where e.brand_id = $1 and ${isCalled('e', '$2')} returning 1`);

/**
 * Stores a new export. All that it names must be there now.
 * @throws {TolkError} FIELD_VALUE, LOCATION_NOT_FOUND, EXPORT_EXISTS, EXPORTS_EXCEEDED, and as exportSelect
 */
export function createExport(scope: Scope, wish: ExportWish): Promise<ExportDefinition> {
  return storing(scope, wish, insert);
}

/**
 * Replaces an export.
 * @param called its number or its name
 * @throws {TolkError} EXPORT_NOT_FOUND, and as createExport
 */
export function changeExport(scope: Scope, called: string, wish: ExportWish): Promise<ExportDefinition> {
  return storing(scope, wish, async (tx, name, values) => update(tx, name, values, (await findExport(tx, called)).id));
}

/** Stores an export under its name, whether there is one already or not. @throws {TolkError} as createExport */
export function saveExport(scope: Scope, wish: ExportWish): Promise<ExportDefinition> {
  return storing(scope, wish, async (tx, name, values) => {
    const [there] = await rows<[string]>(tx.sql, BY_NAME, [tx.brand.id, name]);
    return there === undefined ? insert(tx, name, values) : update(tx, name, values, there[0]);
  });
}

/** Its files and runs stay. @throws {TolkError} EXPORT_NOT_FOUND */
export async function removeExport({ sql, brand }: Scope, called: string): Promise<void> {
  const removed = await rows(sql, REMOVE, [brand.id, called]);
  if (removed.length === 0) throw failure('EXPORT_NOT_FOUND', { export: called });
}

type Store = (tx: TxScope, name: string, values: readonly unknown[]) => Promise<string>;

async function storing(scope: Scope, wish: ExportWish, store: Store): Promise<ExportDefinition> {
  checkWish(scope, wish);
  return scope.transaction(async (tx) => {
    await rows(tx.sql, LOCK, [tx.brand.id]);
    const { columns, dialect, file, notify } = wish;
    const source = await settled(tx, wish.source);
    await exportSelect(tx, { source, columns, dialect });
    const { id: location } = await findLocation(tx, file.location);
    const values = [
      tx.brand.id, wish.name, JSON.stringify(source), JSON.stringify(columns), JSON.stringify(dialect), location,
      file.name, file.gzip, file.empty, tx.actor.name, notify === undefined ? null : JSON.stringify(notify),
    ];
    return findExport(tx, await store(tx, wish.name, values));
  });
}

async function insert({ sql, brand, limits }: TxScope, name: string, values: readonly unknown[]): Promise<string> {
  const most = limits.EXPORTS_MAX;
  const [[count] = [0]] = await rows<[number]>(sql, COUNT, [brand.id]);
  if (count >= most) throw failure('EXPORTS_EXCEEDED', { most: String(most), name });
  const [made] = await rows<[string]>(sql, INSERT, values);
  if (made === undefined) throw failure('EXPORT_EXISTS', { name });
  return made[0];
}

async function update({ sql }: TxScope, name: string, values: readonly unknown[], id: string): Promise<string> {
  const [changed] = await rows<[string]>(sql, UPDATE, [...values, id]);
  if (changed === undefined) throw failure('EXPORT_EXISTS', { name });
  return changed[0];
}

/** A profile or import is kept by its number: it may get another name. */
async function settled(scope: Scope, source: ExportSource): Promise<ExportSource> {
  if (source.kind === 'import') return { ...source, import: (await findImport(scope, source.import)).id };
  if (source.kind !== 'profile') return source;
  return { ...source, profile: (await findProfile(scope, source.profile)).id };
}

/** @throws {TolkError} FIELD_VALUE */
function checkWish(scope: Scope, wish: ExportWish): void {
  const { brand, limits: { EXPORT_NAME_LENGTH, EXPORT_COLUMNS } } = scope;
  const { name, columns, file, notify } = wish;
  const refuse = (field: string, why: string, value: string) => failure('FIELD_VALUE', { field, why, value });
  if (name.trim() === '') throw refuse('name', 'must not be empty', name);
  if ([...name].length > EXPORT_NAME_LENGTH) throw refuse('name', `is longer than ${EXPORT_NAME_LENGTH} characters`, name);
  if (/^\d+$/.test(name)) throw refuse('name', 'is digits alone, which are taken for the number of an export', name);
  if (columns.length > EXPORT_COLUMNS) throw refuse('columns', `are more than ${EXPORT_COLUMNS}`, String(columns.length));
  for (const text of textsOf(wish)) {
    if (/\p{Cs}|\0/u.test(text)) throw refuse('export', 'has a character that cannot be kept', JSON.stringify(text));
  }
  checkFileName(resolveName(file.name, new Date(), brand.timeZone));
  checkAddresses(scope, notify?.to ?? []);
}

function textsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsOf) : [];
}
