import { z } from 'zod';
import { BRAND_DEFAULTS, brandById, brandSettingsSchema, setBrand } from '../../access/index.ts';
import type { Brand } from '../../db/index.ts';
import { endpoint, type Endpoint } from '../call/index.ts';
import { MANAGED, number } from './shared.ts';

const path = '/api/v1/brand';
const timeZone = z.string().meta({ description: 'IANA name of the zone of all times', examples: ['Europe/Amsterdam'] });

const brand = z.object({
  id: number('brand'),
  name: z.string().meta({ description: 'Given by the house', examples: ['acme'] }),
  timeZone,
  settings: brandSettingsSchema,
  defaults: brandSettingsSchema.meta({ description: 'What each setting is until it is set' }),
}).meta({ id: 'Brand' });

const { optIn, smsOptIn, trackOptIn, unknownOptions } = brandSettingsSchema.shape;
const change = z.strictObject({
  timeZone: timeZone.optional(),
  settings: z.strictObject({
    optIn: optIn.nullable(), smsOptIn: smsOptIn.nullable(), trackOptIn: trackOptIn.nullable(),
    unknownOptions: unknownOptions.nullable(),
  }).partial().optional(),
}).meta({
  id: 'BrandChange', examples: [{ timeZone: 'Europe/Amsterdam', settings: { unknownOptions: 'fault', optIn: null } }],
});

/** The brand of the token. */
export const brandEndpoints: readonly Endpoint[] = [
  endpoint({
    ...MANAGED, method: 'get', path, summary: 'The brand with its settings',
    answers: { 200: { description: 'The brand of the token', schema: brand } },
    act: async ({ scope }) => ({ body: shown(await brandById(scope.sql, scope.brand.id)) }),
  }),
  endpoint({
    ...MANAGED, method: 'patch', path, summary: 'Change zone and settings of the brand',
    description: 'What is left out stays as it is; null takes a setting back to its default. All doors use it at once.',
    body: change,
    answers: { 200: { description: 'The brand as it is now', schema: brand } },
    act: async ({ scope, body }) => ({ body: shown(await setBrand(scope.sql, scope.brand.id, body)) }),
  }),
];

function shown({ id, name, timeZone: zone, settings }: Brand): z.input<typeof brand> {
  return { id, name, timeZone: zone, settings, defaults: BRAND_DEFAULTS };
}
