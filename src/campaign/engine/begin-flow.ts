import { rows, statement, type TxScope } from '../../db/index.ts';
import { addedSoon } from '../../jobs/index.ts';
import { addCounts, IN } from './counts.ts';
import { checkVariables, type Variables } from './flow.ts';
import { beginAgain, beginning, JOINED, type Joined, type Joining } from './join.ts';
import { tellEntered } from './tell.ts';
import { stepSoon } from './wake.ts';

/** With one statement where nobody was in the campaign before: calls from outside come by the thousand. */
const BEGIN = statement(`
  with flow as (
    insert into campaign_flow (brand_id, campaign_id, object_id, variables, started_by, door, customer_id)
    values ($1, $2, $5, $8::jsonb, $9, $10, $11)
    returning id
  ),
  ${JOINED},
  placed as (
    insert into campaign_place (brand_id, campaign_id, customer_id, object_id, flow_id, due_at, is_awaited, note)
    select $1, $2, customer_id, $5::bigint, (select id from flow), now(), $6, $7
    from joined where is_new order by customer_id
  ),
  counted as (
    insert into campaign_count_delta (brand_id, object_id, name, delta)
    select $1, $5::bigint, '${IN}', count(*) from joined where is_new having count(*) > 0
  ),
  ${addedSoon('$12', '$13')}
  select flow.id, customer_id, is_new from flow left join joined on true cross join added`);

/** A flow that begins with customers, at least one; who is named twice begins once. */
interface BeginningFlow extends Omit<Joining, 'flowId'> {
  readonly variables: Variables;
}

/**
 * Makes a flow, in the name of the scope's actor, and takes customers into its campaign as `joinMembers` does; those
 * who begin are counted at the object, and moved soon; those who are awaited are for the caller to wake.
 * @throws {TolkError} CAMPAIGN_VARIABLES
 */
export async function beginFlow(
  tx: TxScope, given: BeginningFlow,
): Promise<{ readonly flowId: string; readonly begun: readonly string[] }> {
  const { brand, actor, limits } = tx;
  const { campaignId, variables, objectId, fields = {}, isAwaited = false, note = null } = given;
  const customerIds = [...new Set(given.customerIds)];
  checkVariables(tx, variables);
  const owner = customerIds.length === 1 ? customerIds[0] : null;
  const values = [
    brand.id, campaignId, JSON.stringify(customerIds), JSON.stringify(fields), objectId, isAwaited, note,
    JSON.stringify(variables), actor.name, actor.door, owner,
    JSON.stringify(isAwaited ? [] : [stepSoon(tx)]), limits.CAMPAIGN_GATHER,
  ];
  type Found = readonly [flowId: string, ...Joined | [null, null]];
  const found = await rows<Found>(tx.sql, BEGIN, values);
  const [[flowId] = ['']] = found;
  const members = found.flatMap(([, id, isNew]): Joined[] => (id === null ? [] : [[id, isNew]]));
  const joining = { ...given, flowId };
  const again = await beginAgain(tx, joining, members);
  await addCounts(tx, [{ objectId, name: IN, delta: again.length }]);
  const begun = [...beginning(members), ...again];
  await tellEntered(tx, joining, begun);
  return { flowId, begun };
}
