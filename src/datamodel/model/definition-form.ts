import { z } from 'zod';
import { failure } from '../../errors.ts';
import { COLUMN_TYPES, type ModelDefinition } from './model.ts';

/**
 * The JSON of a definition, which both doors take and give. What it cannot say (names, relations, counts) is
 * checked by `change`.
 */
export const columnForm = z.strictObject({
  name: z.string(),
  type: z.enum(COLUMN_TYPES),
  description: z.string().default(''),
  unique: z.boolean().default(false),
});

export const tableForm = z.strictObject({
  name: z.string(),
  description: z.string().default(''),
  columns: z.array(columnForm).default([]),
});

export const containsForm = z.strictObject({ parent: z.string(), child: z.string() });

export const lookupForm = z.strictObject({
  table: z.string(), column: z.string(), targetTable: z.string(), targetColumn: z.string(),
});

export const definitionForm = z.strictObject({
  tables: z.array(tableForm),
  contains: z.array(containsForm).default([]),
  lookups: z.array(lookupForm).default([]),
});

/** @param given parsed JSON @throws {TolkError} MODEL_FORM with the place of the first thing that is wrong */
export function readDefinition(given: unknown): ModelDefinition {
  const read = definitionForm.safeParse(given);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  const where = z.core.toDotPath(issue?.path ?? []) || 'JSON';
  throw failure('MODEL_FORM', { where, why: issue?.message ?? 'is not a definition' });
}
