import { rows, shownTime, statement, type Scope } from '../../db/index.ts';
import { failure } from '../../errors.ts';
import type { GraphObject } from '../definition/check-graph.ts';
import { IN } from '../engine/counts.ts';
import { exitsOf } from '../objects/object.ts';
import { definitionOf, findCampaign, numbersOf, objectIds, type Campaign } from '../store/campaign.ts';
import { expand } from '../store/expand.ts';

/** Counter of an object: who is there now. */
export const PRESENT = 'present';

/** How an object does. */
export interface ObjectFigures {
  /** Number of the object. */
  readonly id: string;
  /** What the definition calls it. */
  readonly key: string;
  readonly type: string;
  readonly name: string;
  /** Exit -> what the definition calls the object it leads to, or null. */
  readonly exits: Readonly<Record<string, string | null>>;
  /** Who came in, who is there, who left by each exit, since the statistics were last wiped. */
  readonly counters: Readonly<Record<string, number>>;
  /** Why its last step failed; null: it did not. */
  readonly error: string | null;
  /** When it tries again; in the zone of the brand. */
  readonly retryAt: string | null;
}

const COUNTS = statement(`
  select object_id, name, sum(count)::text from (
    select object_id, name, count from campaign_count where brand_id = $1 and object_id = any($2::bigint[])
    union all
    select object_id, name, delta from campaign_count_delta where brand_id = $1 and object_id = any($2::bigint[])
    union all
    select object_id, '${PRESENT}', count(*) from campaign_place
    where brand_id = $1 and object_id = any($2::bigint[]) group by object_id
  ) as counted
  group by object_id, name`);

const TROUBLE = statement(`
  select id, error, ${shownTime('retry_at', '$3')} from campaign_object
  where brand_id = $1 and id = any($2::bigint[]) and error is not null`);

/** The objects of a campaign, of the version that runs, else of the newest; those inside user-defined ones too. */
export async function figuresOf(scope: Scope, campaign: Campaign): Promise<ObjectFigures[]> {
  const { sql, brand } = scope;
  const definition = await definitionOf(scope, campaign.id, campaign.runningVersion ?? campaign.version);
  const { graph } = await expand(scope, definition);
  const known = await objectIds(scope, campaign.id);
  const numbers = await numbersOf(scope, campaign.id, known, graph.map(({ id }) => id));
  const ids = graph.map(({ id }) => numbers.get(id) ?? '');
  const counts = new Map((await rows<[string, string, string]>(sql, COUNTS, [brand.id, ids]))
    .map(([id, name, count]) => [`${id} ${name}`, Number(count)]));
  const trouble = new Map((await rows<[string, string, string | null]>(sql, TROUBLE, [brand.id, ids, brand.timeZone]))
    .map(([id, error, retryAt]) => [id, { error, retryAt }]));
  return graph.map((object, place) => {
    const id = ids[place] ?? '';
    const counters = namesOf(object).map((name) => [name, counts.get(`${id} ${name}`) ?? 0]);
    const { error = null, retryAt = null } = trouble.get(id) ?? {};
    return {
      id, key: object.id, type: object.type, name: object.name ?? '', exits: object.exits,
      counters: Object.fromEntries(counters) as Readonly<Record<string, number>>, error, retryAt,
    };
  });
}

function namesOf({ of, settings }: GraphObject): string[] {
  return [IN, PRESENT, ...exitsOf(of, settings)];
}

const CAMPAIGN_OF = statement(`
  select c.id from campaign_object o
  join campaign c on c.brand_id = o.brand_id and c.id = o.campaign_id and c.deleted_at is null
  where o.brand_id = $1 and o.id = $2`);

/** One object by its number, with its campaign. @throws {TolkError} CAMPAIGN_OBJECT_NOT_FOUND */
export async function figuresOfObject(
  scope: Scope, objectId: string,
): Promise<{ readonly campaign: Campaign; readonly figures: ObjectFigures }> {
  const isNumber = /^\d{1,18}$/.test(objectId);
  const [found] = isNumber ? await rows<[string]>(scope.sql, CAMPAIGN_OF, [scope.brand.id, objectId]) : [];
  const campaign = found === undefined ? undefined : await findCampaign(scope, found[0]);
  const figures = campaign && (await figuresOf(scope, campaign)).find(({ id }) => id === String(BigInt(objectId)));
  if (campaign === undefined || figures === undefined) throw failure('CAMPAIGN_OBJECT_NOT_FOUND', { id: objectId });
  return { campaign, figures };
}
