import { rows, type TxScope } from '../../db/index.ts';
import { hasKey, type StagePlan } from './plan.ts';

/** Of records with the same key the last stays. @returns how many went */
export async function dropRepeated({ sql, brand }: TxScope, stageId: string, plan: StagePlan): Promise<number> {
  if (!hasKey(plan)) return 0;
  const [[count] = [0]] = await rows<readonly [number]>(sql, { name: '', text: dropText(plan) }, [brand.id, stageId]);
  return count;
}

/**
 * Addresses are the same when PostgreSQL folds their letters to the same. Records are named by where they lie: a plan
 * that joins them, made while nothing is known of the stage, may compare each with all.
 */
function dropText({ key, at }: StagePlan): string {
  const byAddress = key.fields.some(({ name }) => name === 'emailAddress' && at.has(name));
  const same = byAddress ? `key, lower(coalesce(email_address, '')) collate "C"` : 'key';
  return `
    with gone as (
      delete from customer_stage where ctid = any (array(
        select ctid from (
          select ctid, lead(place) over (partition by ${same} order by place) as later
          from customer_stage where brand_id = $1 and stage_id = $2
        ) as keyed where later is not null))
      returning 1
    )
    select count(*)::int from gone`;
}
