import { isCalled, rows, shownTime, statement, type Scope, type Sql } from '../../db/index.ts';
import { failure } from '../../errors.ts';
import type { ImportDefinition } from './definition.ts';

/** $1 brand, $2 its zone. */
const SELECT = `
  select i.id, i.name, i.target, i.columns, i.format, l.name, i.file, i.notify, i.location_id, i.created_by,
    ${shownTime('i.created_at')}, i.modified_by, ${shownTime('i.modified_at')}
  from import_definition i
  join location l on l.brand_id = i.brand_id and l.id = i.location_id
  where i.brand_id = $1`;

type Row = readonly [
  id: string, name: string, target: ImportDefinition['target'], columns: ImportDefinition['columns'],
  format: ImportDefinition['format'], location: string, file: Omit<ImportDefinition['file'], 'location'>,
  notify: NonNullable<ImportDefinition['notify']> | null, locationId: string,
  createdBy: string, createdAt: string, modifiedBy: string, modifiedAt: string,
];

const ALL = statement(`${SELECT} order by i.name collate "C"`);
const ONE = statement(`${SELECT} and ${isCalled('i', '$3')}`);

/** All imports of the brand, by name; at most IMPORTS_MAX. */
export async function listImports({ sql, brand }: Scope): Promise<ImportDefinition[]> {
  return (await rows<Row>(sql, ALL, [brand.id, brand.timeZone])).map(definitionOf);
}

/** @param called its number or its name @throws {TolkError} IMPORT_NOT_FOUND */
export async function findImport({ sql, brand }: Scope, called: string): Promise<ImportDefinition> {
  const [row] = called.includes('\0') ? [] : await rows<Row>(sql, ONE, [brand.id, brand.timeZone, called]);
  if (row === undefined) throw failure('IMPORT_NOT_FOUND', { import: called });
  return definitionOf(row);
}

const NAMES = statement('select id, name from import_definition where brand_id = $1 and id = any($2::bigint[])');

/** Number -> name; those that are gone are left out. */
export async function importNames(
  { sql, brand }: { readonly sql: Sql; readonly brand: Scope['brand'] }, ids: readonly string[],
): Promise<Map<string, string>> {
  return new Map(await rows<[string, string]>(sql, NAMES, [brand.id, ids]));
}

const NOTIFY = statement('select notify from import_definition where brand_id = $1 and id = $2');

/** Who is to hear of the runs of an import; undefined: nobody, or it is gone. */
export async function importNotify({ sql, brand }: Scope, id: string): Promise<ImportDefinition['notify']> {
  const [[notify] = [null]] = await rows<[NonNullable<ImportDefinition['notify']> | null]>(sql, NOTIFY, [brand.id, id]);
  return notify ?? undefined;
}

function definitionOf(row: Row): ImportDefinition {
  const [
    id, name, target, columns, format, location, file, notify, locationId, createdBy, createdAt, modifiedBy, modifiedAt,
  ] = row;
  return {
    id, name, target, columns, format, file: { location, ...file }, ...(notify === null ? {} : { notify }),
    locationId, createdBy, createdAt, modifiedBy, modifiedAt,
  };
}
