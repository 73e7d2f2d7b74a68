import { listOptions } from '../customer/index.ts';
import { CUSTOMER_TABLE, loadModel, rowsWithParents, type Table } from '../datamodel/index.ts';
import type { Scope } from '../db/index.ts';
import { failure } from '../errors.ts';
import { groupMembersQuery, groupMembersSource } from '../group/index.ts';
import { profileQuery } from '../profile/index.ts';
import { customersOfImport, customersOfRun, findImport, IMPORT_RUN } from '../transfer/index.ts';
import { runById } from '../schedule/index.ts';
import { guarded } from './cell.ts';
import { cellsOf } from './columns.ts';
import type { ExportSource, ExportWish } from './definition.ts';
import { givenCustomers } from './given.ts';
import { inlined, literal } from './literal.ts';
import type { TableRows } from './row-cells.ts';

/** What an export writes. */
interface ExportSelect {
  readonly titles: readonly string[];
  /** A select of texts, without parameters. */
  readonly text: string;
}

/** What the lines are made from: table customer `c`, or rows of the data model `r`. */
interface Origin {
  readonly from: string;
  readonly where: string;
  /** SQL of the time of the last change. */
  readonly modifiedAt: string;
  readonly rows: TableRows | undefined;
}

/** What a run tells of its source. */
export interface Narrowing {
  /** SQL of the moment from which on changes count; undefined: all of the source. */
  readonly changedFrom?: string | undefined;
  /** Run that was given customers, who take the place of the source; undefined: none was. */
  readonly givenTo?: string | undefined;
  /** Campaign that gave them. */
  readonly campaignId?: string | undefined;
}

/**
 * Writes the select of an export. Names are looked up in the scope's transaction: run the select in the same snapshot.
 * @throws {TolkError} when something that it names is not there: GROUP_NOT_FOUND, PROFILE_NOT_FOUND, PROFILE_BROKEN,
 *   IMPORT_NOT_FOUND, RUN_NOT_FOUND, OPTION_UNKNOWN, TABLE_NOT_FOUND, COLUMN_NOT_FOUND; FIELD_VALUE
 */
export async function exportSelect(
  scope: Scope, { source, columns, dialect }: Pick<ExportWish, 'source' | 'columns' | 'dialect'>,
  { changedFrom, givenTo, campaignId }: Narrowing = {},
): Promise<ExportSelect> {
  const { brand } = scope;
  const origin = await originOf(scope, source, givenTo);
  const options = new Map((await listOptions(scope)).map((one) => [one.name, one]));
  const cells = cellsOf(columns, source, { brand, options, rows: origin.rows, campaignId });
  const texts = cells.map(({ sql, isFree }) => (isFree && dialect.guard ? guarded(sql) : sql));
  const since = changedFrom === undefined ? '' : ` and ${origin.modifiedAt} >= ${changedFrom}`;
  return {
    titles: cells.map(({ title }) => title),
    text: `select ${texts.join(', ')}\nfrom ${origin.from}\nwhere ${origin.where}${since}`,
  };
}

async function originOf(scope: Scope, source: ExportSource, givenTo: string | undefined): Promise<Origin> {
  const brand = `${literal(scope.brand.id)}::bigint`;
  if (source.kind === 'table') return rowsOrigin(scope, source.table, brand);
  const condition = givenTo === undefined ? await customerCondition(scope, source)
    : `c.id in (${givenCustomers(brand, literal(givenTo))})`;
  const where = `c.brand_id = ${brand}${condition === '' ? '' : ` and ${condition}`}`;
  return { from: 'customer c', where, modifiedAt: 'c.modified_at', rows: undefined };
}

async function customerCondition(scope: Scope, source: Exclude<ExportSource, { kind: 'table' }>): Promise<string> {
  switch (source.kind) {
    case 'all': return '';
    case 'campaign': return 'false'; // it has nobody by itself
    case 'bouncers': return '(c.soft_bounce_count > 0 or c.hard_bounce_count > 0)';
    case 'group': {
      const { params } = await groupMembersSource(scope, source.group, source.subgroups);
      return `c.id in (${inlined(groupMembersQuery(scope, params))})`;
    }
    case 'import': return importCondition(scope, source);
    case 'profile': return `c.id in (${inlined(await profileQuery(scope, source.profile))})`;
  }
}

/** The run is looked for among those of the import: a number may be any run's. */
async function importCondition(
  scope: Scope, { import: called, which, run }: Extract<ExportSource, { kind: 'import' }>,
): Promise<string> {
  const { id, target } = await findImport(scope, called);
  if (target.kind !== 'customers') {
    throw failure('FIELD_VALUE', { field: 'source.import', why: 'is no import of customers', value: called });
  }
  const brand = literal(scope.brand.id);
  if (run === 'last') return `c.id in (${customersOfImport({ brand, importId: literal(id) }, which, run)})`;
  const { kind, subjectId } = await runById(scope, run);
  if (kind !== IMPORT_RUN || subjectId !== id) throw failure('RUN_NOT_FOUND', { run });
  return `c.id in (${customersOfRun({ brand, run: literal(run) }, which)})`;
}

async function rowsOrigin(scope: Scope, name: string, brand: string): Promise<Origin> {
  const { tableByName } = await loadModel(scope);
  const table: Table | undefined = tableByName.get(name);
  if (table === undefined || table === CUSTOMER_TABLE) throw failure('TABLE_NOT_FOUND', { table: name });
  const rows = rowsWithParents(table, brand, ({ id }) => `${literal(id)}::bigint`);
  return { from: rows.from, where: rows.where, modifiedAt: 'r.modified_at', rows: { table, rows, tableByName } };
}
