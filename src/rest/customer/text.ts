import { z } from 'zod';

/** A text as clients give it: a string, or a number, which is taken as its text; null is no value. */
export type Text = string | number | null;

/** @returns why a value is no text; undefined when it is one */
function complaint(value: unknown): string | undefined {
  if (typeof value === 'string' || value === null) return undefined;
  if (typeof value !== 'number') return 'is not a text';
  return Number.isInteger(value) && !Number.isSafeInteger(value)
    ? 'is a number whose digits JSON does not keep; give it as a text' : undefined;
}

/** A member that holds a text. */
export const text = z.custom<Text>(
  (value) => complaint(value) === undefined, { error: ({ input }) => complaint(input) },
);

type NamedTexts = Readonly<Record<string, Text>>;

/** A member that holds texts under names of the caller's own; z.record would pass over one called __proto__. */
export const namedTexts = z.custom<NamedTexts | null>().superRefine((given: unknown, { addIssue }) => {
  if (given === null) return;
  if (typeof given !== 'object' || Array.isArray(given)) {
    addIssue({ code: 'custom', message: 'is not an object of names and values' });
    return;
  }
  for (const [name, value] of Object.entries(given)) {
    const message = complaint(value);
    if (message !== undefined) return addIssue({ code: 'custom', message, path: [name] });
  }
});

export function plain(given: Text | undefined): string | null | undefined {
  return typeof given === 'number' ? String(given) : given;
}
