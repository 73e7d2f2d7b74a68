import { z } from 'zod';
import type { BrandSettings } from '../db/index.ts';
import { failure } from '../errors.ts';

const yesNo = z.enum(['Y', 'N']);

/** Every setting of a brand: what it may be, and what it is until somebody sets it. A new one is a line. */
const SETTINGS = {
  optIn: yesNo.default('Y'),
  smsOptIn: yesNo.default('Y'),
  trackOptIn: yesNo.default('Y'),
  unknownOptions: z.enum(['create', 'ignore', 'fault']).default('create'),
} as const satisfies { readonly [Name in keyof BrandSettings]: z.ZodType<BrandSettings[Name]> };

const stored = z.object(SETTINGS);

/** Names of all settings of a brand. */
export const BRAND_SETTINGS = Object.keys(SETTINGS) as (keyof BrandSettings)[];

/** @param json column brand.settings: what was set by hand; what a newer program added is left out */
export function readBrandSettings(json: unknown): BrandSettings {
  return stored.parse(json);
}

/**
 * @param given settings to change, as they came from outside
 * @returns the same, known to be good; defaults are not filled in
 * @throws {TolkError} FIELD_VALUE naming the first setting that is unknown or has a value it cannot have
 */
export function checkBrandSettings(given: Readonly<Record<string, unknown>>): Partial<BrandSettings> {
  for (const [name, value] of Object.entries(given)) {
    if (!Object.hasOwn(SETTINGS, name)) {
      const why = `is no setting; there are ${BRAND_SETTINGS.join(', ')}`;
      throw failure('FIELD_VALUE', { field: name, why, value: `${value}` });
    }
    const { error } = SETTINGS[name as keyof BrandSettings].def.innerType.safeParse(value);
    if (error !== undefined) {
      const why = error.issues[0]?.message ?? 'is not acceptable';
      throw failure('FIELD_VALUE', { field: name, why, value: `${value}` });
    }
  }
  return given;
}
