import { z } from 'zod';
import {
  CUSTOMER_TABLE, readValue, readingContext, rowPlaceOf, type Column, type Model, type Table,
} from '../../datamodel/index.ts';
import type { Scope } from '../../db/index.ts';
import { TolkError } from '../../errors.ts';
import { checkRowCondition, pickRows, type PickedRow, type RowsFrom, type RowsWish } from '../../profile/index.ts';
import type { CampaignDefinition } from '../definition/definition.ts';
import { wrongCampaign } from '../definition/wrong.ts';
import { variablesOfFlows } from '../engine/flow.ts';
import { NOBODY, type Due, type Step } from '../objects/act.ts';
import { mergeFor } from './merge.ts';
import { checkTemplate, templateOf } from './template.ts';

/** What settings of objects say of rows. */
export const rowMembers = {
  table: z.string().min(1).max(200).meta({
    description: 'Table below the customer, at any depth; or one of its own, with `match`', examples: ['stay'],
  }),
  below: z.string().min(1).max(200).optional().meta({
    description: 'Name (`as`) of a row that was found earlier in the flow: rows directly below that one. Without it all '
      + 'rows of the customer in the flow; that some were found earlier changes nothing',
  }),
  match: z.strictObject({ column: z.string(), value: z.string() }).optional().meta({
    description: 'Value of a column, with merge fields; nothing fits an empty one. Of a table of its own the column must be unique',
    examples: [{ column: 'booking', value: '{{variable.booking}}' }],
  }),
  where: z.record(z.string(), z.unknown()).optional().meta({
    description: 'Condition on the row, as profiles have it inside `rows`', examples: [{ column: 'nights', atLeast: 3 }],
  }),
};

/** Beside them, where one row can be meant. */
export const foundRow = z.string().min(1).max(200).optional().meta({
  description: 'Name (`as`) of a row that was found earlier in the flow: that row alone',
});

export interface RowSettings {
  readonly table: string;
  readonly row?: string | undefined;
  readonly below?: string | undefined;
  readonly match?: { readonly column: string; readonly value: string } | undefined;
  readonly where?: Readonly<Record<string, unknown>> | undefined;
}

/** The same with what the model has of these names now. */
interface RowAim {
  readonly table: Table;
  /** Tables whose rows are known, from the top down. */
  readonly above: readonly Table[];
  readonly match: Column | undefined;
}

/** @throws {TolkError} CAMPAIGN_FORM when the model has no such names */
export function aimOf(model: Model, { table: name, row, below, match }: RowSettings): RowAim {
  const table = model.tableByName.get(name);
  if (table === undefined || table === CUSTOMER_TABLE) throw wrongCampaign('table', `there is no table ${name}`);
  const column = match === undefined ? undefined : columnOf(table, match.column, 'match');
  const chain = chainAbove(table);
  if (row !== undefined && below !== undefined) throw wrongCampaign('row', 'is one row, so it cannot be below another');
  if (row !== undefined) return { table, above: chain, match: column };
  if (below !== undefined) {
    if (table.parent === undefined) throw wrongCampaign('below', `rows of table ${name} are below no others`);
    return { table, above: chain, match: column };
  }
  if (chain[0] === CUSTOMER_TABLE) return { table, above: [CUSTOMER_TABLE], match: column };
  if (table.parent !== undefined) throw wrongCampaign('below', `must be given: table ${name} is not below the customer`);
  if (column?.unique !== true) throw wrongCampaign('match', `must name a unique column of table ${name}, which is of its own`);
  return { table, above: [], match: column };
}

/** @throws {TolkError} CAMPAIGN_FORM */
export function columnOf(table: Table, name: string, where: string): Column {
  const column = table.columnByName.get(name);
  if (column === undefined) throw wrongCampaign(where, `there is no column ${name} in table ${table.name}`);
  return column;
}

/** The tables whose rows contain those of a table, from the top down. */
export function chainAbove({ parent }: Table): Table[] {
  return parent === undefined ? [] : [...chainAbove(parent), parent];
}

/** @throws {TolkError} CAMPAIGN_FORM, PROFILE_CONDITION */
export function checkRows(scope: Scope, model: Model, settings: RowSettings, definition: CampaignDefinition): Table {
  const { table } = aimOf(model, settings);
  checkRowCondition(scope, model, table, settings.where);
  if (settings.match !== undefined) checkTemplate(settings.match.value, 'match', definition);
  return table;
}

/** A row that was found for a member, with the ids of its whole chain, its own last. */
export interface MemberRow extends Pick<PickedRow, 'values' | 'revision'> {
  readonly member: Due;
  readonly ids: readonly string[];
}

type Wish = Pick<RowsWish, 'order' | 'columns' | 'most' | 'mostOfAll'>;

/**
 * Finds rows for members, in their order.
 * @param after dm_row.id behind which the rows of a member begin
 */
export async function rowsOfMembers(
  step: Step<RowSettings>, model: Model, wish: Wish, members: readonly Due[], after: (member: Due) => string = () => '0',
): Promise<MemberRow[]> {
  const { tx, settings } = step;
  const { table, above, match } = aimOf(model, settings);
  const roots = settings.row === undefined ? await rootsOf(step, model, above, members)
    : await rowsNamed(tx, model, settings.row, [...above, table], members);
  const texts = await textsOf(step, match, members);
  const asked = members.flatMap((member) => {
    const root = roots.get(member);
    const text = match === undefined ? '' : texts.get(member);
    if (root === undefined || text === undefined) return [];
    if (settings.row === undefined) return [{ member, above: root, text, after: after(member) }];
    const id = root.at(-1) ?? '0';
    return [{ member, above: root.slice(0, -1), text, after: String(BigInt(id) - 1n), upTo: id }];
  });
  const from: RowsFrom[] = asked;
  const found = await pickRows(tx, model, { ...wish, table, above, match, where: settings.where }, from);
  return found.flatMap(({ from: place, ids, values, revision }) => {
    const one = asked[place];
    return one === undefined ? [] : [{ member: one.member, ids: [...one.above, ...ids], values, revision }];
  });
}

/** The known rows above for each member who has such; those below the customer must be of the member itself. */
async function rootsOf(
  { tx, settings: { below } }: Step<RowSettings>, model: Model, above: readonly Table[], members: readonly Due[],
): Promise<ReadonlyMap<Due, readonly string[]>> {
  if (below !== undefined) return rowsNamed(tx, model, below, above, members);
  if (above.length === 0) return new Map(members.map((member) => [member, []]));
  return new Map(members.flatMap((member) =>
    (member.customerId === NOBODY ? [] : [[member, [member.customerId]] as const])));
}

/**
 * The rows that were found earlier under a name, with the ids of their chains.
 * @param chain tables of the row and of those above it, from the top down
 */
export async function rowsNamed(
  tx: Scope, model: Model, name: string, chain: readonly Table[], members: readonly Due[],
): Promise<ReadonlyMap<Due, readonly string[]>> {
  const variables = await variablesOfFlows(tx, [...new Set(members.map(({ flowId }) => flowId))]);
  return new Map(members.flatMap((member) => {
    const ids = idsOf(model, variables.get(member.flowId)?.[pathName(name)] ?? '', chain);
    const isOwn = chain[0] !== CUSTOMER_TABLE || ids?.[0] === member.customerId;
    return ids === undefined || !isOwn ? [] : [[member, ids] as const];
  }));
}

/** Variable that has the address of a row. */
export function pathName(name: string): string {
  return `${name}.clang_path`;
}

function idsOf(model: Model, path: string, chain: readonly Table[]): string[] | undefined {
  try {
    const { table, parents, rowId } = rowPlaceOf(model, path.split('/').map(decodeURIComponent));
    const tables = [...parents.map((one) => one.table), table];
    const isThis = tables.length === chain.length && tables.every((one, level) => one === chain[level]);
    return isThis ? [...parents.map(({ id }) => id), rowId] : undefined;
  } catch (error) {
    if (error instanceof TolkError || error instanceof URIError) return undefined;
    throw error;
  }
}

/** What `match` looks for, for each member who has such a value. */
async function textsOf(
  { tx, campaign, settings: { match } }: Step<RowSettings>, column: Column | undefined, members: readonly Due[],
): Promise<ReadonlyMap<Due, string>> {
  if (match === undefined || column === undefined) return new Map();
  const merge = await mergeFor(tx, campaign.id, [templateOf(match.value)], members);
  const given = members.map((member) => merge(member)?.[0] ?? '');
  const table = { columns: [column] } as unknown as Table; // all that is asked of it
  const context = await readingContext(tx, table, given.map((text) => ({ [column.name]: text })));
  return new Map(members.flatMap((member, place) => {
    const text = given[place] ?? '';
    try {
      const value = text === '' ? undefined : readValue(column, text, context);
      return value === undefined || value === '' ? [] : [[member, value] as const];
    } catch (error) {
      if (error instanceof TolkError) return [];
      throw error;
    }
  }));
}
