import { isCalled, rows, shownTime, statement, type Scope, type Sql } from '../db/index.ts';
import { failure } from '../errors.ts';
import type { ExportDefinition, ExportWish } from './definition.ts';

/** $1 brand, $2 its zone. */
const SELECT = `
  select e.id, e.name, e.source, e.columns, e.dialect, l.name, e.file_name, e.gzip, e.empty, e.location_id, e.notify,
    e.created_by,
    ${shownTime('e.created_at')}, e.modified_by, ${shownTime('e.modified_at')}
  from export_definition e
  join location l on l.brand_id = e.brand_id and l.id = e.location_id
  where e.brand_id = $1`;

type Row = readonly [
  id: string, name: string, source: ExportDefinition['source'], columns: ExportDefinition['columns'],
  dialect: ExportDefinition['dialect'], location: string, fileName: string, gzip: boolean, empty: 'header' | 'none',
  locationId: string, notify: NonNullable<ExportDefinition['notify']> | null, createdBy: string, createdAt: string, modifiedBy: string, modifiedAt: string,
];

const ALL = statement(`${SELECT} order by e.name collate "C"`);
const ONE = statement(`${SELECT} and ${isCalled('e', '$3')}`);

/** All exports of the brand, by name; at most EXPORTS_MAX. */
export async function listExports({ sql, brand }: Scope): Promise<ExportDefinition[]> {
  return (await rows<Row>(sql, ALL, [brand.id, brand.timeZone])).map(definitionOf);
}

/** @param called its number or its name @throws {TolkError} EXPORT_NOT_FOUND */
export async function findExport({ sql, brand }: Scope, called: string): Promise<ExportDefinition> {
  const [row] = called.includes('\0') ? [] : await rows<Row>(sql, ONE, [brand.id, brand.timeZone, called]);
  if (row === undefined) throw failure('EXPORT_NOT_FOUND', { export: called });
  return definitionOf(row);
}

/** The same of one that has customers or rows of its own. @throws {TolkError} EXPORT_NOT_FOUND, EXPORT_OF_CAMPAIGN */
export async function findExportToRun(scope: Scope, called: string): Promise<ExportDefinition> {
  const found = await findExport(scope, called);
  if (found.source.kind === 'campaign') throw failure('EXPORT_OF_CAMPAIGN', { export: found.name });
  return found;
}

/** The same of one whose lines are customers, whoever they are. @throws {TolkError} EXPORT_NOT_FOUND, EXPORT_OF_ROWS */
export async function findExportOfCustomers(scope: Scope, called: string): Promise<ExportDefinition> {
  const found = await findExport(scope, called);
  if (found.source.kind === 'table') throw failure('EXPORT_OF_ROWS', { export: found.name });
  return found;
}

const NAMES = statement('select id, name from export_definition where brand_id = $1 and id = any($2::bigint[])');

/** Number -> name; those that are gone are left out. */
export async function exportNames(
  { sql, brand }: { readonly sql: Sql; readonly brand: Scope['brand'] }, ids: readonly string[],
): Promise<Map<string, string>> {
  return new Map(await rows<[string, string]>(sql, NAMES, [brand.id, ids]));
}

const NOTIFY = statement('select notify from export_definition where brand_id = $1 and id = $2');

/** Who is to hear of the runs of an export; undefined: nobody, or it is gone. */
export async function exportNotify({ sql, brand }: Scope, id: string): Promise<ExportWish['notify']> {
  const [[notify] = [null]] = await rows<[NonNullable<ExportWish['notify']> | null]>(sql, NOTIFY, [brand.id, id]);
  return notify ?? undefined;
}

function definitionOf(row: Row): ExportDefinition {
  const [
    id, name, source, columns, dialect, location, fileName, gzip, empty, locationId, notify, createdBy, createdAt,
    modifiedBy, modifiedAt,
  ] = row;
  const file = { location, name: fileName, gzip, empty };
  return {
    id, name, source, columns, dialect, file, ...(notify === null ? {} : { notify }), locationId,
    createdBy, createdAt, modifiedBy, modifiedAt,
  };
}
