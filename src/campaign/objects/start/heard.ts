import { NOBODY, type Due, type Outcome, type Step } from '../act.ts';

/** What a start on events notes at a flow of nobody: the customers whom the event was about. */
export const noteOf = (customerIds: readonly string[]): string => customerIds.join(' ');

const customersOf = ({ note }: Due): string[] => (note === null || note === NOBODY ? [] : note.split(' '));

/**
 * The customers of events come in, those of them whom `among` lets; the flows of nobody that brought them end. About
 * as many as a step takes; the rest has its turn in the next one.
 */
export async function letIn(
  { tx, members }: Step<unknown>, among: (customerIds: readonly string[]) => Promise<ReadonlySet<string>>,
): Promise<Outcome> {
  let count = 0;
  const inTime = members.filter((member, place) => {
    if (place > 0 && count >= tx.limits.CAMPAIGN_STEP) return false;
    count += customersOf(member).length;
    return true;
  });
  const found = await among([...new Set(inTime.flatMap(customersOf))]);
  return {
    joins: inTime.map((member) => ({
      exit: 'continue', flowId: member.flowId, customerIds: customersOf(member).filter((id) => found.has(id)),
    })),
    ends: inTime,
    stay: members.slice(inTime.length).map((member) => ({ member, until: 'now', note: member.note ?? NOBODY })),
  };
}
