import { z } from 'zod';
import { deleteMany, heldModel, loadModel } from '../../../datamodel/index.ts';
import { lockedPage } from '../../values/locked-rows.ts';
import { aimOf, checkRows, foundRow, rowMembers } from '../../values/row-wish.ts';
import { campaignObject } from '../object.ts';
import { stayAt } from './row-page.ts';

const settingsType = z.strictObject({ ...rowMembers, row: foundRow })
  .refine((all) => all.row ?? all.match ?? all.where, 'names none of row, match, where');

/** Deletes rows of each customer (campaigns.md 2.4). */
export const deleteRow = campaignObject({
  type: 'deleteRow',
  about: 'Deletes rows of the data model, with all below them: the one that was found earlier, or all of the customer for '
    + 'which a condition holds. Who has none goes on, too',
  settings: settingsType,
  exits: ['continue'],
  takesNobody: true,
  async check(scope, settings, definition) {
    checkRows(scope, await loadModel(scope), settings, definition);
  },
  async act(step) {
    const { tx, settings, members } = step;
    const model = await heldModel(tx);
    const { pages, stored } = await lockedPage(step, model, members, 'delete');
    await deleteMany(tx, model, aimOf(model, settings).table, [...stored.values()]);
    return {
      exits: { continue: pages.flatMap(({ member, next }) => (next === undefined ? [member] : [])) },
      stay: pages.flatMap(({ member, next }) => (next === undefined ? [] : [stayAt(member, { ...next, why: '' })])),
    };
  },
});
