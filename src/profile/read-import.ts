import { OUTCOME_PARTS, type OutcomePart } from '../transfer/index.ts';
import type { ImportCondition } from './condition.ts';
import { refused, shown } from './refusal.ts';
import { readForward } from './relative.ts';

/**
 * Which customers of which runs of an import are meant; all of any run, when nothing is said.
 * @param at where a member of the condition stands
 * @throws {TolkError} PROFILE_CONDITION
 */
export function readOutcome(
  { customers = 'all', runs = 'any' }: Readonly<Record<string, unknown>>, at: (member: string) => string,
): Pick<ImportCondition, 'customers' | 'runs'> {
  if (!OUTCOME_PARTS.includes(customers as OutcomePart)) {
    throw refused(at('customers'), `must be one of ${OUTCOME_PARTS.join(', ')}, not ${shown(customers)}`);
  }
  return { customers: customers as OutcomePart, runs: readRuns(runs, at('runs')) };
}

function readRuns(given: unknown, place: string): ImportCondition['runs'] {
  if (given === 'last' || given === 'any') return given;
  const [name, ...others] = typeof given === 'object' && given !== null ? Object.keys(given) : [];
  if (name !== 'withinLast' || others.length > 0) {
    throw refused(place, `must be last, any or { "withinLast": { "days": 7 } }, not ${shown(given)}`);
  }
  const { withinLast } = given as { readonly withinLast: unknown };
  return { withinLast: readForward(withinLast, `${place}.withinLast`, false) };
}
