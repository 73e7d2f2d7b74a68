import { z } from 'zod';
import { CUSTOMER_TABLE, heldModel, insertMany, loadModel, type Model, type Table } from '../../../datamodel/index.ts';
import { TolkError } from '../../../errors.ts';
import { wrongCampaign } from '../../definition/wrong.ts';
import { leaveWith } from '../../values/own-variables.ts';
import { checkValues, reasonMember, valueMembers, valuesOfMembers } from '../../values/row-values.ts';
import { rowVariables } from '../../values/row-variables.ts';
import { chainAbove, checkRows, columnOf, rowsNamed, rowsOfMembers } from '../../values/row-wish.ts';
import { NOBODY, type Due, type Step } from '../act.ts';
import { campaignObject } from '../object.ts';
import { leaveByError, together, type Refusal } from './row-errors.ts';

const settingsType = z.strictObject({
  table: z.string().min(1).max(200).meta({ description: 'Table that gets a row for each customer', examples: ['stay'] }),
  below: z.string().min(1).max(200).optional().meta({
    description: 'Of a table below another one: name (`as`) of the row that was found earlier in the flow and contains it',
  }),
  parent: z.strictObject({ column: z.string(), value: z.string() }).optional().meta({
    description: 'Instead of below: a unique column of the table above and its value, with merge fields',
    examples: [{ column: 'booking', value: '{{variable.booking}}' }],
  }),
  ...valueMembers,
  as: z.string().min(1).max(100).optional().meta({
    description: 'When given, the new row becomes variables, as lookupRow has them: {{variable.stay.clang_id}}',
  }),
  reason: reasonMember,
});
type Settings = z.output<typeof settingsType>;

/** Stores a row for each customer (campaigns.md 2.4). */
export const insertRow = campaignObject({
  type: 'insertRow',
  about: 'Stores a row of the data model for each customer. Those whose row is refused, or has nothing above it, leave by '
    + 'onError',
  settings: settingsType,
  exits: ['continue', 'onError'],
  takesNobody: true,
  async check(scope, settings, definition) {
    const model = await loadModel(scope);
    const table = tableOf(model, settings);
    checkValues(table, settings, definition);
    const { below, parent } = settings;
    const isBelowRow = table.parent !== undefined && table.parent !== CUSTOMER_TABLE;
    if (isBelowRow && (below === undefined) === (parent === undefined)) {
      throw wrongCampaign('parent', `rows of table ${table.name} are below rows of ${table.parent.name}: one of below, parent must say which`);
    }
    if (!isBelowRow && (below ?? parent) !== undefined) throw wrongCampaign('parent', `rows of table ${table.name} are below no others`);
    if (parent === undefined) return;
    const above = checkRows(scope, model, parentWish(table, parent), definition);
    if (!columnOf(above, parent.column, 'parent').unique) throw wrongCampaign('parent', `column ${parent.column} is not unique`);
  },
  async act(step) {
    const { tx, settings, members } = step;
    const model = await heldModel(tx);
    const table = tableOf(model, settings);
    const chain = chainAbove(table);
    const parents = await parentsOf(step, model, table, members);
    const values = await valuesOfMembers(step, table, members);
    const refusals: Refusal[] = [];
    const news = members.flatMap((member) => {
      const [above, given] = [parents.get(member), values.get(member)];
      const why = given instanceof TolkError ? given.message : `there is no row above it in table ${table.parent?.name ?? ''}`;
      if (above === undefined || given === undefined || given instanceof TolkError) refusals.push({ member, why });
      else return [{ member, above, values: given }];
      return [];
    });
    const made = await insertMany(tx, table, chain, news);
    const done = news.flatMap(({ member, above }, place) => {
      const id = made[place];
      if (typeof id === 'string') return [{ member, ids: [...above, id] }];
      if (id !== undefined) refusals.push({ member, why: id.message });
      return [];
    });
    const name = settings.as;
    const good = name === undefined ? { exits: { continue: done.map(({ member }) => member) } }
      : await leaveWith(step, done.map((row) =>
        ({ member: row.member, exit: 'continue', values: rowVariables(tx, name, table, [], { ...row, values: [], revision: 1 }) })));
    return together(good, await leaveByError(step, refusals));
  },
});

function tableOf(model: Model, { table: name }: Settings): Table {
  const table = model.tableByName.get(name);
  if (table === undefined || table === CUSTOMER_TABLE) throw wrongCampaign('table', `there is no table ${name}`);
  return table;
}

function parentWish({ parent }: Table, match: { readonly column: string; readonly value: string }) {
  return { table: parent?.name ?? '', match };
}

/** Ids of the rows above, from the top down, for each member who has such. */
async function parentsOf(
  step: Step<Settings>, model: Model, table: Table, members: readonly Due[],
): Promise<ReadonlyMap<Due, readonly string[]>> {
  const { tx, settings: { below, parent } } = step;
  const chain = chainAbove(table);
  if (below !== undefined) return rowsNamed(tx, model, below, chain, members);
  if (parent !== undefined) {
    const wish = { columns: [], most: 1 };
    const found = await rowsOfMembers({ ...step, settings: parentWish(table, parent) }, model, wish, members);
    return new Map(found.map(({ member, ids }) => [member, ids]));
  }
  if (chain.length === 0) return new Map(members.map((member) => [member, []]));
  const customers = members.filter(({ customerId }) => customerId !== NOBODY);
  return new Map(customers.map((member) => [member, [member.customerId]]));
}
