import { rows, statement, type Scope } from '../../db/index.ts';
import { isTriggerCalled, type Trigger } from '../../transfer/index.ts';

/** What campaigns begin with: of one that runs as it runs, of another as it would. */
const CALLED = statement(`
  select object #>> '{settings,trigger}', c.state = 'running'
  from campaign c
  join campaign_version v
    on v.brand_id = c.brand_id and v.campaign_id = c.id and v.version = coalesce(c.running_version, c.version)
  cross join lateral jsonb_array_elements(v.definition -> 'objects') as object
  where c.brand_id = $1 and c.deleted_at is null and object ->> 'type' = 'csvTrigger'`);

/**
 * The triggers with which campaigns begin, none of which runs now: a file that was imported meanwhile would set nothing
 * off (imports-exports.md 4: it stays in Upload until a campaign matches).
 * @returns their numbers
 */
export async function heldTriggers(
  { sql, brand }: Scope, triggers: readonly Pick<Trigger, 'id' | 'name'>[],
): Promise<ReadonlySet<string>> {
  if (triggers.length === 0) return new Set();
  const starts = await rows<[called: string, runs: boolean]>(sql, CALLED, [brand.id]);
  return new Set(triggers.filter((trigger) => {
    const own = starts.filter(([called]) => isTriggerCalled(trigger, called));
    return own.length > 0 && own.every(([, runs]) => !runs);
  }).map(({ id }) => id));
}
