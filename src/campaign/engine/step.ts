import { actingAs, rows, statement, type Scope, type TxScope } from '../../db/index.ts';
import { NOBODY, type Due, type Outcome, type Step } from '../objects/act.ts';
import { exitsOf, type CampaignObject } from '../objects/object.ts';
import { claimDue, claimWhole, type Claimed } from './claim.ts';
import { carryOut } from './move.ts';
import { keepParcels } from './parcels.ts';
import { holdRunning, type Running, type RunningObject } from './running.ts';

/** Whoever has it goes on until nobody is due; so nobody waits for it, and there is other work meanwhile. */
const TURN = statement(`select pg_try_advisory_xact_lock(hashtextextended('campaign.turn', $1::bigint))`);

/**
 * Lets an object act on members that are due: one transaction, with all that it causes, in the name of the campaign.
 * @param from nobody has been due there for longer
 * @returns how many there were; 0 too when the campaign does not run in this version any more, or it is not the
 *   object's turn
 * @throws what the object throws; then nothing has happened
 */
export function stepObject(scope: Scope, running: Running, object: RunningObject, from: string): Promise<number> {
  const { id: objectId, wiring } = object;
  const actor = { name: `campaign ${running.name}`, door: 'campaign' } as const;
  return actingAs(scope, actor).transaction(async (tx) => {
    if (await holdRunning(tx, running.id) !== running.version) return 0;
    const { hands, takesTurns, takesWhole } = object.graph.of;
    const isWhole = takesWhole?.(object.graph.settings) ?? false;
    if ((takesTurns === true || isWhole) && !await hasTurn(tx, objectId)) return 0;
    const most = Math.min(tx.limits.CAMPAIGN_STEP, hands?.most ?? tx.limits.CAMPAIGN_STEP);
    const wish = { objectId, most, from };
    const claimed = isWhole ? await claimWhole(tx, running.id, wish) : await claimDue(tx, wish);
    if (claimed.length === 0) return 0;
    const outcome = await act();
    const isStart = object.graph.of.isStart ?? false;
    await carryOut({ tx, campaign: running, objectId, isStart, claimed, wiring }, outcome);
    return claimed.length;

    async function act(): Promise<Outcome> {
      const { of, settings } = object.graph;
      const [nobody, members] = of.takesNobody ? [[], claimed] : apart(claimed);
      const wired = new Set(wiring.keys());
      const step = { tx, settings, campaign: running, objectId, wired, members };
      const found = members.length === 0 ? {} : await actOn(step, of);
      const { nobodyLeavesBy = exitsOf(of, settings)[0] ?? '' } = of;
      return nobody.length === 0 ? found : withNobody(found, nobody, nobodyLeavesBy);
    }
  });
}

async function hasTurn({ sql }: TxScope, objectId: string): Promise<boolean> {
  return (await rows<[boolean]>(sql, TURN, [objectId]))[0]?.[0] ?? false;
}

/** What leaves the house is kept here and handed over by another job. */
async function actOn(step: Step<unknown>, { act, hands }: CampaignObject): Promise<Outcome> {
  if (hands !== undefined) return keepParcels(step, await hands.prepare(step));
  return act === undefined ? {} : act(step);
}

function apart(claimed: readonly Claimed[]): [nobody: Claimed[], members: Claimed[]] {
  const first = claimed.findIndex(({ customerId }) => customerId !== NOBODY); // they are in the order of the numbers
  return first === -1 ? [[...claimed], []] : [claimed.slice(0, first), claimed.slice(first)];
}

function withNobody(outcome: Outcome, nobody: readonly Due[], exit: string | null): Outcome {
  if (exit === null) return { ...outcome, ends: [...nobody, ...outcome.ends ?? []] };
  return { ...outcome, exits: { ...outcome.exits, [exit]: [...nobody, ...outcome.exits?.[exit] ?? []] } };
}
