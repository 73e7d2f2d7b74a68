import { rows, statement, type TxScope } from '../../db/index.ts';
import type { Variables } from '../engine/flow.ts';

/** Values by name for one owner: a flow, or a customer in a campaign. */
export interface Values {
  readonly id: string;
  readonly values: Readonly<Record<string, string>>;
}

/** Nobody is locked, and no row written anew, for nothing. */
function hasValues({ values }: Pick<Values, 'values'>): boolean {
  return Object.keys(values).length > 0;
}

const SET_FIELDS = statement(`
  update campaign_member m set fields = (m.fields || given."values") - given.cleared
  from (
    select id, "values", array(select key from jsonb_each_text("values") where value = '') as cleared
    from jsonb_to_recordset($3::jsonb) as given (id bigint, "values" jsonb)
  ) as given
  where m.brand_id = $1 and m.campaign_id = $2 and m.customer_id = given.id`);

/** Sets campaign fields of customers, each customer once; '' takes a value away. The values are checked before. */
export async function setFields(
  { sql, brand }: TxScope, campaignId: string, changes: readonly Values[],
): Promise<void> {
  const real = changes.filter(hasValues);
  if (real.length > 0) await rows(sql, SET_FIELDS, [brand.id, campaignId, JSON.stringify(real)]);
}

const SET_VARIABLES = statement(`
  update campaign_flow f set variables = f.variables || given."values"
  from jsonb_to_recordset($2::jsonb) as given (id bigint, "values" jsonb)
  where f.brand_id = $1 and f.id = given.id`);

const SET_SAME = statement(`
  with given as materialized (
    select ctid from campaign_flow
    where brand_id = $1 and id = any($2::bigint[]) and not variables @> $3::jsonb order by id for no key update
  )
  update campaign_flow set variables = variables || $3::jsonb where ctid = any(array(select ctid from given))`);

/** Sets the same environment variables of flows; of those that have them nothing is written. */
export async function setSameVariables(
  { sql, brand }: TxScope, flowIds: readonly string[], values: Variables,
): Promise<void> {
  if (flowIds.length > 0) await rows(sql, SET_SAME, [brand.id, flowIds, JSON.stringify(values)]);
}

/** Sets environment variables of flows, each flow once. */
export async function setVariables(
  { sql, brand }: TxScope, changes: readonly { readonly id: string; readonly values: Variables }[],
): Promise<void> {
  const real = changes.filter(hasValues);
  if (real.length > 0) await rows(sql, SET_VARIABLES, [brand.id, JSON.stringify(real)]);
}
