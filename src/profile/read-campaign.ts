import { MEMBERSHIPS, type Membership } from '../membership/index.ts';
import type { CampaignCondition } from './condition.ts';
import { readName } from './read-name.ts';
import { refused, shown } from './refusal.ts';
import { readForward } from './relative.ts';

type Given = Readonly<Record<string, unknown>>;
type Asked = Pick<CampaignCondition, 'asks' | 'withinLast'>;

/**
 * What is asked of a customer in a campaign: how it stands there, without more whether it is in it; that it is at an
 * object; or that it has left one.
 * @param at where a member of the condition stands
 * @throws {TolkError} PROFILE_CONDITION
 */
export function readCampaign(given: Given, at: (member: string) => string): Asked {
  const { is, at: place, passed, exit, withinLast } = given;
  const [head = 'is', other] = ['is', 'at', 'passed'].filter((name) => given[name] !== undefined);
  if (other !== undefined) throw refused(at(other), `says something else than ${head}; put them together with and, or`);
  if (exit !== undefined && head !== 'passed') throw refused(at('exit'), 'is of an object that was passed');
  if (head === 'at') {
    if (withinLast !== undefined) throw refused(at('withinLast'), 'is unknown of who is at an object');
    return { asks: { kind: 'at', object: readName(place, at('at')) }, withinLast: undefined };
  }
  const since = withinLast === undefined ? undefined : readForward(withinLast, at('withinLast'), false);
  if (head === 'is') return { asks: { kind: 'membership', is: membership(is ?? 'member', at('is')) }, withinLast: since };
  const left = exit === undefined ? undefined : readName(exit, at('exit'));
  return { asks: { kind: 'passed', object: readName(passed, at('passed')), exit: left }, withinLast: since };
}

function membership(given: unknown, place: string): Membership {
  if (MEMBERSHIPS.includes(given as Membership)) return given as Membership;
  throw refused(place, `must be one of ${MEMBERSHIPS.join(', ')}, not ${shown(given)}`);
}
