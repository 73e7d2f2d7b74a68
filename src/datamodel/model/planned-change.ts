import type { Table } from './model.ts';

/** What a change takes away: all living rows of a table, or their values of one of its columns. */
interface Loss {
  readonly table: Table;
  /** dm_column.id. */
  readonly columnId?: string;
}

/** One difference, of which the store has still to say how much it loses. */
export interface PlannedChange {
  readonly change: string;
  readonly loss?: Loss | undefined;
}

/** Whether those that stay are in the order in which they were. @param after undefined: one that is new */
export function isInOrder<One>(before: readonly One[], after: readonly (One | undefined)[]): boolean {
  const kept = new Set(after);
  const were = before.filter((one) => kept.has(one));
  return after.filter((one) => one !== undefined).every((one, place) => one === were[place]);
}
