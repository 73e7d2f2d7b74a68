import { rows, statement, type TxScope } from '../../db/index.ts';
import { addCounts, IN } from './counts.ts';
import { checkVariables, type Variables } from './flow.ts';
import { beginAgain, beginning, joined, joiningValues, type Joined, type Joining } from './join.ts';
import { tellEntered } from './tell.ts';

/** With one statement where nobody was in the campaign before: calls from outside come by the thousand. */
const BEGIN = statement(`
  with flow as (
    insert into campaign_flow (brand_id, campaign_id, object_id, variables, started_by, door, customer_id)
    values ($1, $2, $5, $8::jsonb, $9, $10, $11)
    returning id
  ),
  ${joined('(select id from flow)')},
  counted as (
    insert into campaign_count_delta (brand_id, object_id, name, delta)
    select $1, $5::bigint, '${IN}', count(*) from joined where is_new having count(*) > 0
  )
  select flow.id, customer_id, is_new from flow left join joined on true`);

/** A flow that begins with customers, at least one; who is named twice begins once. */
export interface BeginningFlow extends Omit<Joining, 'flowId'> {
  readonly objectId: string;
  readonly variables: Variables;
}

/**
 * Makes a flow, in the name of the scope's actor, and takes customers into its campaign as `joinMembers` does; those
 * who begin are counted at the object.
 * @throws {TolkError} CAMPAIGN_VARIABLES
 */
export async function beginFlow(
  tx: TxScope, given: BeginningFlow,
): Promise<{ readonly flowId: string; readonly begun: readonly string[] }> {
  const { variables, objectId } = given;
  const customerIds = [...new Set(given.customerIds)];
  const beginningFlow = { ...given, customerIds };
  checkVariables(tx, variables);
  const owner = customerIds.length === 1 ? customerIds[0] : null;
  const { actor } = tx;
  const values = [...joiningValues(tx, beginningFlow), JSON.stringify(variables), actor.name, actor.door, owner];
  type Found = readonly [flowId: string, ...Joined | [null, null]];
  const found = await rows<Found>(tx.sql, BEGIN, values);
  const [[flowId] = ['']] = found;
  const members = found.flatMap(([, id, isNew]): Joined[] => (id === null ? [] : [[id, isNew]]));
  const joining = { ...beginningFlow, flowId };
  const again = await beginAgain(tx, joining, members);
  await addCounts(tx, [{ objectId, name: IN, delta: again.length }]);
  const begun = [...beginning(members), ...again];
  await tellEntered(tx, joining, begun);
  return { flowId, begun };
}
