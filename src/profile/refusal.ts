import { failure, type TolkError } from '../errors.ts';

/** What is wrong with a condition. @param place where in it, e.g. `and.0.field`; '' is all of it */
export function refused(place: string, why: string): TolkError {
  return failure('PROFILE_CONDITION', { where: place === '' ? 'as a whole' : `at ${place}`, why });
}

/** A value as it was given, for texts. */
export function shown(given: unknown): string {
  if (given === undefined) return 'nothing';
  return typeof given === 'string' ? given : JSON.stringify(given);
}
