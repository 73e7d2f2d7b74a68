import { lockRows, type Model, type StoredRow } from '../../datamodel/index.ts';
import { pagesOf, rowPlaceOf, type MemberPage } from '../objects/datamodel/row-page.ts';
import type { Due, Step } from '../objects/act.ts';
import { aimOf, rowsOfMembers, type RowSettings } from './row-wish.ts';

interface LockedPage {
  readonly pages: readonly MemberPage[];
  /** The rows of these pages, by dm_row.id. */
  readonly stored: ReadonlyMap<string, StoredRow>;
}

/** More changes than that between two statements are a storm; the step is tried again later. */
const TRIES = 10;

/**
 * The next rows of members, locked as they were found: who changed one meanwhile is waited for, and the row is looked
 * at once more.
 */
export async function lockedPage(
  step: Step<RowSettings>, model: Model, members: readonly Due[], purpose: 'change' | 'delete',
): Promise<LockedPage> {
  const { tx, settings } = step;
  const { table } = aimOf(model, settings);
  const page = tx.limits.CAMPAIGN_STEP + 1; // a full step of members with a row each is no full page
  const wish = { columns: [], order: undefined, most: page, mostOfAll: page };
  for (let tries = 1; ; tries++) {
    const rows = await rowsOfMembers(step, model, wish, members, (member) => rowPlaceOf(member).after);
    const wanted = new Map(rows.map(({ ids, revision }) =>
      [ids.at(-1) ?? '', { id: ids.at(-1) ?? '', parentId: ids.at(-2) ?? '0', revision }]));
    const stored = new Map((await lockRows(tx, table, [...wanted.values()], purpose)).map((row) => [row.id, row]));
    const isSame = [...wanted.values()].every(({ id, revision }) => stored.get(id)?.revision === revision);
    if (isSame) return { pages: pagesOf({ members, rows, page, most: Infinity }), stored };
    if (tries === TRIES) throw new Error(`Rows of table ${table.name} change all the time`);
  }
}
