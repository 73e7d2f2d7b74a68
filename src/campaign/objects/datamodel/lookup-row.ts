import { z } from 'zod';
import { heldModel, loadModel } from '../../../datamodel/index.ts';
import { leaveWith } from '../../values/own-variables.ts';
import { chosenColumns, rowVariables } from '../../values/row-variables.ts';
import { aimOf, checkRows, columnOf, rowMembers, rowsOfMembers } from '../../values/row-wish.ts';
import { campaignObject } from '../object.ts';

export const columnMembers = {
  columns: z.array(z.string()).max(200).optional().meta({ description: 'Columns that become variables; default all' }),
  as: z.string().min(1).max(100).optional().meta({
    description: 'What the variables begin with; default the name of the table: {{variable.stay.nights}}. Variables belong to '
      + 'a flow: where a flow has several customers, each who is found a row goes on in a flow of its own',
  }),
};

const settingsType = z.strictObject({
  ...rowMembers,
  order: z.strictObject({
    by: z.string().optional().meta({ description: 'Column; default when the row was made' }),
    descending: z.boolean().default(true),
  }).default({ descending: true }).meta({ description: 'Which of several rows: the first in this order; default the newest' }),
  ...columnMembers,
});

/** Finds a row of each customer (campaigns.md 2.4). */
export const lookupRow = campaignObject({
  type: 'lookupRow',
  about: 'Finds a row of the data model for each customer, among all rows of the customer. Its columns become environment '
    + 'variables, with clang_id and clang_path, by which later objects know the row',
  settings: settingsType,
  exits: ['found', 'notFound'],
  takesNobody: true,
  async check(scope, settings, definition) {
    const table = checkRows(scope, await loadModel(scope), settings, definition);
    chosenColumns(table, settings.columns);
    if (settings.order.by !== undefined) columnOf(table, settings.order.by, 'order');
  },
  async act(step) {
    const { tx, settings, members } = step;
    const model = await heldModel(tx);
    const { table } = aimOf(model, settings);
    const columns = chosenColumns(table, settings.columns);
    const { by, descending } = settings.order;
    const column = by === undefined ? undefined : columnOf(table, by, 'order');
    const found = await rowsOfMembers(step, model, { order: { column, descending }, columns, most: 1 }, members);
    const name = settings.as ?? table.name;
    const isFound = new Set(found.map(({ member }) => member));
    const outcome = await leaveWith(step, found.map((row) =>
      ({ member: row.member, exit: 'found', values: rowVariables(tx, name, table, columns, row) })));
    return { ...outcome, exits: { ...outcome.exits, notFound: members.filter((member) => !isFound.has(member)) } };
  },
});
