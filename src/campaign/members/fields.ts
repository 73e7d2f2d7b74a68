import { failure } from '../../errors.ts';
import type { DefinedField } from '../definition/definition.ts';

/** @returns the values of campaign fields as they are kept @throws {TolkError} FIELD_VALUE */
export function checkFields(
  fields: readonly DefinedField[], given: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  for (const [name, value] of Object.entries(given)) {
    const field = fields.find((one) => one.name === name);
    const why = field === undefined ? 'is no field of the campaign'
      : value.length > field.length && [...value].length > field.length ? `has more than ${field.length} characters`
        : !value.isWellFormed() || value.includes('\0') ? 'has a character that cannot be kept' : undefined;
    if (why !== undefined) throw failure('FIELD_VALUE', { field: name, why, value });
  }
  return given;
}
