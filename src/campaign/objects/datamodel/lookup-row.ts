import { z } from 'zod';
import { leaveWith } from '../../values/own-variables.ts';
import { columnOf, rowMembers, rowsOfMembers } from '../../values/row-wish.ts';
import { campaignObject } from '../object.ts';
import { checkFinding, columnMembers, findingOf } from './found-rows.ts';

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
    const table = await checkFinding(scope, settings, definition);
    if (settings.order.by !== undefined) columnOf(table, settings.order.by, 'order');
  },
  async act(step) {
    const { settings, members } = step;
    const { model, table, columns, variablesOf } = await findingOf(step);
    const { by, descending } = settings.order;
    const column = by === undefined ? undefined : columnOf(table, by, 'order');
    const found = await rowsOfMembers(step, model, { order: { column, descending }, columns, most: 1 }, members);
    const isFound = new Set(found.map(({ member }) => member));
    const outcome = await leaveWith(step, found.map((row) =>
      ({ member: row.member, exit: 'found', values: variablesOf(row) })));
    return { ...outcome, exits: { ...outcome.exits, notFound: members.filter((member) => !isFound.has(member)) } };
  },
});
