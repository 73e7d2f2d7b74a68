import { z } from 'zod';

/** What all calls here have in common; the token by Bearer only: a `?token=` is not looked at. */
export const MANAGED = { tag: 'Management', credentials: 'bearer', right: 'manage' } as const;

export const number = (of: string) => z.string().meta({ description: `Number of the ${of}`, examples: ['12'] });

export const time = (meaning: string) => z.string().meta({
  description: `${meaning}: YYYY-MM-DD HH:MM:SS in the zone of the brand`, examples: ['2026-03-01 14:05:09'],
});

const limit = z.string().regex(/^\d{1,9}$/, 'is no whole number').transform(Number).optional();

/** Most items of an answer: whether it is a number; how large it may be, the room knows. */
export const limitOf = (most: string, fallback: string) => limit.meta({
  description: `Most items of the answer: 1 to the setting ${most}; default ${fallback}`, examples: ['100'],
});

export const pageQuery = z.strictObject({
  limit: limitOf('LIST_MAX', 'as many'),
  after: z.string().optional().meta({ description: 'The id of the last item of the page before', examples: ['12'] }),
});

/** Of the answers of lists, for the description. */
export const LINK = { Link: 'The address of the next page, with rel="next"; none after the last' } as const;

/**
 * The header that leads to the next page (RFC 8288).
 * @param query of that page; undefined when this one was the last
 */
export function linkTo(
  address: string, query: Readonly<Record<string, string | number | undefined>> | undefined,
): Readonly<Record<string, string>> {
  if (query === undefined) return {};
  const next = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value !== undefined) next.set(name, String(value));
  return { Link: `<${address}?${next.toString()}>; rel="next"` };
}
