import { nextMerged, NO_STEP } from '../../../transfer/index.ts';
import type { Due, Join, Step } from '../act.ts';

/** Exits for who an import has made, changed, and met as the file has them. */
export interface ImportExits {
  readonly made: readonly [string, ...string[]];
  readonly changed: readonly [string, ...string[]];
  readonly met: readonly [string, ...string[]];
}

interface Bringing {
  readonly flow: Due;
  readonly runId: string;
  /** `last` of the call before. */
  readonly after?: number | undefined;
}

interface Brought {
  readonly joins: readonly Join[];
  /** undefined: these were all. */
  readonly last: number | undefined;
}

/** The next customers of a run of an import come into the flow of a member. */
export async function bringImported(
  { tx }: Step<unknown>, { flow: { flowId }, runId, after = NO_STEP }: Bringing, exits: ImportExits,
): Promise<Brought> {
  const { last, inserted, updated, unchanged } = await nextMerged(tx, runId, after, tx.limits.CAMPAIGN_STEP);
  const joining = (customerIds: readonly string[], [exit, ...also]: ImportExits['made']) =>
    (customerIds.length === 0 ? [] : [{ exit, also, customerIds, flowId }]);
  return {
    last,
    joins: [...joining(inserted, exits.made), ...joining(updated, exits.changed), ...joining(unchanged, exits.met)],
  };
}
