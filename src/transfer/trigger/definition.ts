import { z } from 'zod';
import { readGiven } from '../../given.ts';
import { notifyType } from '../../notice/index.ts';

/** A CSV trigger as people write it down (imports-exports.md 4). */
export const triggerWishType = z.strictObject({
  name: z.string().meta({
    description: 'What the names of its files begin with, without letter case: orders takes orders.csv and orders_20260301.csv. '
      + 'One per brand; not digits alone', examples: ['orders'],
  }),
  location: z.string().meta({ description: 'Number or name of the location', examples: ['partner'] }),
  folder: z.string().default('').meta({
    description: 'Folder there, above Upload, Active, Done and Failed; empty: the start folder', examples: ['csv upload/shop'],
  }),
  import: z.string().meta({ description: 'Number or name of the import that takes its files', examples: ['orders'] }),
  group: z.string().regex(/^[1-9]\d{0,17}$/, 'is no number of a group').optional()
    .meta({ description: 'Number of a group that the customers of its files come into besides', examples: ['12'] }),
  notify: notifyType('always').pick({ to: true }).optional()
    .meta({ description: 'Who gets a mail about each file: it is done, or failed and why' }),
  isOn: z.boolean().default(true).meta({ description: 'Off, its files wait in Upload' }),
});

export type TriggerWish = z.output<typeof triggerWishType>;

/** A trigger with its number; times `YYYY-MM-DD HH:MM:SS` in the brand's zone. */
export interface Trigger extends TriggerWish {
  readonly id: string;
  readonly locationId: string;
  readonly importId: string;
  /** Why its folders could not be looked at, at the last try; null: they could. */
  readonly problem: string | null;
  /** Whether its folders were made. */
  readonly isReady: boolean;
  readonly createdBy: string;
  readonly createdAt: string;
  readonly modifiedBy: string;
  readonly modifiedAt: string;
}

/**
 * Reads a trigger from a JSON file.
 * @throws {TolkError} FIELD_VALUE naming the member
 */
export function readTrigger(given: unknown): TriggerWish {
  return readGiven(triggerWishType, given, 'trigger');
}
