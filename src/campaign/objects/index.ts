/*
 * The types of objects that campaigns are made of: one file each, listed here. A new one is a new file and a line; the
 * engine knows none of them.
 */
import { condition } from './condition.ts';
import type { CampaignObject } from './object.ts';
import { startEvent } from './start-event.ts';

export const OBJECT_TYPES: readonly CampaignObject[] = [startEvent, condition];

const byType = new Map(OBJECT_TYPES.map((one) => [one.type, one]));

export function objectType(type: string): CampaignObject | undefined {
  return byType.get(type);
}
