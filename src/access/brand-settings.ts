import { z } from 'zod';
import type { BrandSettings } from '../db/index.ts';
import { failure } from '../errors.ts';

const yesNo = (description: string) => z.enum(['Y', 'N']).meta({ description, examples: ['N'] });

/** Every setting of a brand and what it may be. */
const SETTINGS = {
  optIn: yesNo('optIn of a new customer when none is given'),
  smsOptIn: yesNo('smsOptIn of a new customer when none is given'),
  trackOptIn: yesNo('trackOptIn of a new customer when none is given'),
  unknownOptions: z.enum(['create', 'ignore', 'fault'])
    .meta({ description: 'What becomes of a customer option without a definition', examples: ['fault'] }),
} as const satisfies { readonly [Name in keyof BrandSettings]: z.ZodType<BrandSettings[Name]> };

/** What each is until somebody sets it. */
export const BRAND_DEFAULTS: BrandSettings = Object.freeze({
  optIn: 'Y', smsOptIn: 'Y', trackOptIn: 'Y', unknownOptions: 'create',
});

/** Names of all settings of a brand. */
export const BRAND_SETTINGS = Object.keys(SETTINGS) as (keyof BrandSettings)[];

/** All settings as a schema, for doors that describe what they take and give. */
export const brandSettingsSchema = z.strictObject(SETTINGS);

const stored = z.object(SETTINGS).partial();

/** @param json column brand.settings: what was set by hand; what a newer program added is left out */
export function readBrandSettings(json: unknown): BrandSettings {
  return { ...BRAND_DEFAULTS, ...stored.parse(json) as Partial<BrandSettings> };
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
    const { error } = SETTINGS[name as keyof BrandSettings].safeParse(value);
    if (error !== undefined) {
      const why = error.issues[0]?.message ?? 'is not acceptable';
      throw failure('FIELD_VALUE', { field: name, why, value: `${value}` });
    }
  }
  return given;
}
