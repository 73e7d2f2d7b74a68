import type { EventMap, EventName } from '../../events/index.ts';

type ListOf<Payload> = {
  [Member in keyof Payload]: Payload[Member] extends readonly string[] ? Member : never
}[keyof Payload];

/** What subscribers can be told, with the list in it that comes in pages. They are told what was published. */
const NOTICE_EVENTS = {
  'customer.changed': 'customerIds',
  'customer.deleted': 'customerIds',
  'group.entered': 'customerIds',
  'group.left': 'customerIds',
  'group.deleted': 'groupIds',
  'campaign.entered': 'customerIds',
  'campaign.left': 'customerIds',
  'run.ended': undefined,
  'certificate.expiring': undefined,
} as const satisfies { readonly [Name in EventName]?: ListOf<EventMap[Name]> | undefined };

export type NoticeEvent = keyof typeof NOTICE_EVENTS;

export const NOTICE_NAMES = Object.keys(NOTICE_EVENTS) as readonly NoticeEvent[];

/** The payload as it is told: once, or one part for each `most` items of its list. */
export function pagesOf(event: NoticeEvent, payload: object, most: number): readonly object[] {
  const list = NOTICE_EVENTS[event];
  if (list === undefined) return [payload];
  const items = (payload as Readonly<Record<string, readonly string[]>>)[list] ?? [];
  const pages = [];
  for (let from = 0; from < items.length; from += most) {
    pages.push({ ...payload, [list]: items.slice(from, from + most) });
  }
  return pages;
}
