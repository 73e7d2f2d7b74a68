import { leaveWith } from '../../values/own-variables.ts';
import type { Due, Outcome, Step } from '../act.ts';

/** Exit of those whose row is refused. */
const ON_ERROR = 'onError';

export interface Refusal {
  readonly member: Due;
  readonly why: string;
}

/** Leads those whose row is refused out, with the reason when it is wanted. */
export async function leaveByError(
  step: Step<{ readonly reason?: string | undefined }>, refusals: readonly Refusal[],
): Promise<Outcome> {
  const { reason } = step.settings;
  if (reason === undefined) return { exits: { [ON_ERROR]: refusals.map(({ member }) => member) } };
  return leaveWith(step, refusals.map(({ member, why }) => ({ member, exit: ON_ERROR, values: { [reason]: why } })));
}

/** Both together. */
export function together(one: Outcome, other: Outcome): Outcome {
  return {
    exits: { ...one.exits, ...other.exits },
    begins: [...one.begins ?? [], ...other.begins ?? []],
    ends: [...one.ends ?? [], ...other.ends ?? []],
    stay: [...one.stay ?? [], ...other.stay ?? []],
  };
}
