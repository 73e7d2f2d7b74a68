import { z } from 'zod';
import type { Scope } from '../../db/index.ts';
import { failure } from '../../errors.ts';
import type { IdQuery, SourceRequest } from '../../resource/index.ts';
import { IN } from '../engine/counts.ts';
import { NOBODY } from '../objects/act.ts';
import { figuresOfObject, PRESENT } from './figures.ts';

/** Name under which app.ts registers counterQuery. */
export const CAMPAIGN_COUNTER = 'campaign.counter';

const params = z.object({ objectId: z.string(), name: z.string() });

const ID = /^(\d{1,18}):(.+)$/s;

/** What callers call a counter of an object. */
export function counterId(objectId: string, name: string): string {
  return `${objectId}:${name}`;
}

/**
 * What a set of the customers behind a counter is made from.
 * @param id as counterId
 * @throws {TolkError} CAMPAIGN_COUNTER_NOT_FOUND
 */
export async function counterSource(scope: Scope, id: string): Promise<SourceRequest> {
  const [, objectId, name] = ID.exec(id) ?? [];
  const unknown = failure('CAMPAIGN_COUNTER_NOT_FOUND', { id });
  if (objectId === undefined || name === undefined) throw unknown;
  const { figures } = await figuresOfObject(scope, objectId).catch(() => { throw unknown; });
  if (!Object.hasOwn(figures.counters, name)) throw unknown;
  return { kind: CAMPAIGN_COUNTER, params: { objectId, name } satisfies z.infer<typeof params> };
}

const THERE = `
  select customer_id from campaign_place where brand_id = $1 and object_id = $2`;

/** Each customer once, whatever the number of times; not who was there before the statistics were last wiped. */
const LEFT = `
  select w.customer_id from campaign_way w
  join campaign_object o on o.brand_id = $1 and o.id = $2
  join campaign c on c.brand_id = $1 and c.id = o.campaign_id
  where w.brand_id = $1 and w.object_id = $2 and w.left_at >= c.counted_from`;

/** The query for `campaign.counter`. */
export function counterQuery({ brand }: Pick<Scope, 'brand'>, given: unknown): IdQuery {
  const { objectId, name } = params.parse(given);
  const some = name === PRESENT ? THERE : name === IN ? `${LEFT} union ${THERE}` : `${LEFT} and w.exit = $3`;
  const text = `select distinct customer_id as id from (${some}) as those where customer_id <> ${NOBODY}`;
  return { text, values: name === PRESENT || name === IN ? [brand.id, objectId] : [brand.id, objectId, name] };
}
