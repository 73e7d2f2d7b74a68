import { failure } from '../../errors.ts';

/**
 * A parameter without which the call means nothing. Clients leave parameters out or send them empty (soap.md
 * 2.1), so only those that an operation cannot do without are asked for.
 * @throws {TolkError} MISSING_PARAMETER
 */
export function given<Value>(name: string, value: Value | undefined): Value {
  if (value === undefined) throw failure('MISSING_PARAMETER', { name });
  return value;
}
