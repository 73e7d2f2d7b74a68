import { z } from 'zod';
import { heldModel, loadModel, updateMany, type ChangedRow } from '../../../datamodel/index.ts';
import { TolkError } from '../../../errors.ts';
import { lockedPage } from '../../values/locked-rows.ts';
import { checkValues, reasonMember, valueMembers, valuesOfMembers } from '../../values/row-values.ts';
import { aimOf, checkRows, foundRow, rowMembers } from '../../values/row-wish.ts';
import type { Due } from '../act.ts';
import { campaignObject } from '../object.ts';
import { leaveByError, together, type Refusal } from './row-errors.ts';
import { rowPlaceOf, stayAt } from './row-page.ts';

const settingsType = z.strictObject({ ...rowMembers, row: foundRow, ...valueMembers, reason: reasonMember })
  .refine((all) => all.row ?? all.match ?? all.where, 'names none of row, match, where');

/** Changes rows of each customer (campaigns.md 2.4). */
export const updateRow = campaignObject({
  type: 'updateRow',
  about: 'Changes rows of the data model: the one that was found earlier, or all of the customer for which a condition '
    + 'holds. Who has none goes on. Rows whose values are refused stay as they are, and the customer leaves by onError',
  settings: settingsType,
  exits: ['continue', 'onError'],
  takesNobody: true,
  async check(scope, settings, definition) {
    checkValues(checkRows(scope, await loadModel(scope), settings, definition), settings, definition);
  },
  async act(step) {
    const { tx, settings, members } = step;
    const model = await heldModel(tx);
    const { table } = aimOf(model, settings);
    const values = await valuesOfMembers(step, table, members);
    const why = new Map<Due, string>(members.map((member) => [member, rowPlaceOf(member).why]));
    const able = members.filter((member) => {
      const given = values.get(member);
      if (given instanceof TolkError) why.set(member, given.message);
      return given !== undefined && !(given instanceof TolkError);
    });
    const { pages, stored } = await lockedPage(step, model, able, 'change');
    // A row of two members gets the values of the later one.
    const wanted = new Map<string, ChangedRow & { readonly member: Due }>();
    for (const { member, rows } of pages) {
      const given = values.get(member);
      for (const { ids } of rows) {
        const row = stored.get(ids.at(-1) ?? '');
        if (row !== undefined && given !== undefined && !(given instanceof TolkError)) {
          wanted.set(row.id, { member, stored: row, values: given });
        }
      }
    }
    const changes = [...wanted.values()];
    for (const [place, error] of (await updateMany(tx, table, changes)).entries()) {
      const member = changes[place]?.member;
      if (error !== undefined && member !== undefined) why.set(member, error.message);
    }
    const reasonOf = (member: Due) => why.get(member) ?? '';
    const stay = pages.flatMap(({ member, next }) =>
      (next === undefined ? [] : [stayAt(member, { ...next, why: reasonOf(member) })]));
    const staying = new Set(stay.map(({ member }) => member));
    const done = members.filter((member) => !staying.has(member));
    const refusals = done.flatMap((member): Refusal[] =>
      (reasonOf(member) === '' ? [] : [{ member, why: reasonOf(member) }]));
    const good = done.filter((member) => reasonOf(member) === '');
    return together({ exits: { continue: good }, stay }, await leaveByError(step, refusals));
  },
});
