/** An endpoint with everything that endpoints can have, and the document made of it. */
import { z } from 'zod';
import { readConfig } from '../../src/config.ts';
import { endpoint, type Endpoint } from '../../src/rest/call/index.ts';
import { createDocument } from '../../src/rest/openapi/document.ts';
import type { Table } from '../../src/datamodel/index.ts';

const Coupon = z.strictObject({
  code: z.string().max(20).meta({ description: 'What the buyer types.', examples: ['SPRING-10'] }),
  percent: z.number().int().min(1).max(100),
}).meta({ id: 'Coupon', examples: [{ code: 'SPRING-10', percent: 10 }] });

export const SAMPLE: Endpoint = endpoint({
  method: 'put', path: '/api/v1/shops/{shopId}/coupons', tag: 'Coupons', summary: 'Stores a coupon',
  description: 'One that is there already is replaced.', credentials: 'bearer', right: 'manage',
  params: z.strictObject({ shopId: z.string().regex(/^\d+$/).describe('Number of the shop.') }),
  query: z.strictObject({
    dryRun: z.enum(['true', 'false']).default('false').transform((text) => text === 'true'),
    most: z.coerce.number().int().min(1),
  }),
  body: Coupon,
  answers: {
    200: { description: 'The coupon.', schema: z.object({ coupon: Coupon, id: z.string() }), headers: { ETag: 'Its version.' } },
    409: { description: 'The shop is closed.' },
  },
  act: () => Promise.resolve({}),
});

export interface Document {
  readonly openapi: string;
  readonly servers: readonly { readonly url: string }[];
  readonly tags: readonly { readonly name: string; readonly description?: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: Readonly<Record<string, Readonly<Record<string, Part>>>>;
}

export interface Operation {
  readonly operationId: string;
  readonly summary: string;
  readonly tags: readonly string[];
  readonly description: string;
  readonly parameters?: readonly Part[];
  readonly requestBody?: Part;
  readonly responses: Readonly<Record<string, Part>>;
  readonly security: readonly Readonly<Record<string, readonly string[]>>[];
}

export type Part = Readonly<Record<string, unknown>>;

/** The document of endpoints and tables, read again from its text. */
export function documentOf(endpoints: readonly Endpoint[], tables: readonly Table[] = []): Document {
  const pieces = createDocument(endpoints, readConfig({}));
  return JSON.parse([...pieces('https://gw.example', tables)].join('')) as Document;
}

const METHODS = ['get', 'post', 'put', 'patch', 'delete'];

/** Every operation with its path and method. */
export function operationsOf({ paths }: Document): readonly (Operation & { path: string; method: string })[] {
  return Object.entries(paths).flatMap(([path, item]) => Object.entries(item)
    .filter(([method]) => METHODS.includes(method)).map(([method, one]) => ({ ...one, path, method })));
}
