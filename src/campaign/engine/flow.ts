import { rows, statement, type Scope, type TxScope } from '../../db/index.ts';
import { failure } from '../../errors.ts';

/** Environment variables of a flow, by name. */
export type Variables = Readonly<Record<string, string>>;

/** What a new flow is. */
export interface NewFlow {
  readonly campaignId: string;
  /** Where it begins. */
  readonly objectId: string;
  readonly variables: Variables;
  /** Whose it is alone; undefined: of several customers, or of nobody. */
  readonly customerId?: string | undefined;
}

const INSERT = statement(`
  insert into campaign_flow (brand_id, campaign_id, object_id, variables, started_by, door, customer_id)
  values ($1, $2, $3, $4::jsonb, $5, $6, $7)
  returning id`);

/**
 * Makes a flow: one start of a campaign, in the name of the scope's actor.
 * @returns its number
 * @throws {TolkError} CAMPAIGN_VARIABLES
 */
export async function makeFlow(
  tx: TxScope, { campaignId, objectId, variables, customerId }: NewFlow,
): Promise<string> {
  const { sql, brand, actor } = tx;
  checkVariables(tx, variables);
  const values = [
    brand.id, campaignId, objectId, JSON.stringify(variables), actor.name, actor.door, customerId ?? null,
  ];
  const [[id] = ['']] = await rows<[string]>(sql, INSERT, values);
  return id;
}

/** A flow that goes on from another one. */
interface FlowPart {
  /** The flow whose variables it has, as they are now. */
  readonly flowId: string;
  readonly customerId: string;
  /** Its own, in front of those. */
  readonly values: Variables;
}

/** Of each flow that others go on from a copy, which these share: what becomes of it later is no matter of theirs. */
const PART = statement(`
  with given as materialized (
    select nextval(pg_get_serial_sequence('campaign_flow', 'id')) as id, ordered.* from (
      select flow_id, customer_id, "values", place
      from jsonb_to_recordset($4::jsonb) as g (flow_id bigint, customer_id bigint, "values" jsonb, place int)
      order by place
    ) as ordered
  ), copied as materialized (
    select nextval(pg_get_serial_sequence('campaign_flow', 'id')) as id, f.id as flow_id, f.variables, f.base_id
    from campaign_flow f
    where f.brand_id = $1 and f.id = any(array(select distinct flow_id from given)) and f.variables <> '{}'
  ), made as (
    insert into campaign_flow
      (brand_id, id, campaign_id, object_id, variables, base_id, started_by, door, customer_id)
    overriding system value
    select $1::bigint, id, $2::bigint, $3::bigint, variables, base_id, $5::text, $6::text, null::bigint from copied
    union all
    select $1, g.id, $2, $3, g."values", coalesce(c.id, f.base_id), $5, $6, nullif(g.customer_id, 0)
    from given g
    left join copied c on c.flow_id = g.flow_id
    left join campaign_flow f on f.brand_id = $1 and f.id = g.flow_id
  )
  select id from given order by place`);

/**
 * Makes flows that go on from others, each for one customer alone.
 * @returns their numbers, in the same order
 */
export async function partFlows(
  { sql, brand, actor }: TxScope, { campaignId, objectId }: Pick<NewFlow, 'campaignId' | 'objectId'>,
  parts: readonly FlowPart[],
): Promise<string[]> {
  if (parts.length === 0) return [];
  const given = parts.map(({ flowId, customerId, values }, place) =>
    ({ flow_id: flowId, customer_id: customerId, values, place }));
  const made = await rows<[string]>(sql, PART, [
    brand.id, campaignId, objectId, JSON.stringify(given), actor.name, actor.door,
  ]);
  return made.flat();
}

/** @throws {TolkError} CAMPAIGN_VARIABLES */
export function checkVariables({ limits }: TxScope, variables: Variables): void {
  const { CAMPAIGN_VARIABLES, CAMPAIGN_VARIABLE_LENGTH } = limits;
  const entries = Object.entries(variables);
  if (entries.length > CAMPAIGN_VARIABLES) {
    throw failure('CAMPAIGN_VARIABLES', { why: `are ${entries.length}, the most are ${CAMPAIGN_VARIABLES}` });
  }
  for (const [name, value] of entries) {
    const why = name === '' ? 'one has no name'
      : value.length > CAMPAIGN_VARIABLE_LENGTH ? `${name} has more than ${CAMPAIGN_VARIABLE_LENGTH} characters`
        : isStorable(name) && isStorable(value) ? undefined : `${name} has a character that cannot be kept`;
    if (why !== undefined) throw failure('CAMPAIGN_VARIABLES', { why });
  }
}

/** Whether PostgreSQL can hold a text. */
export function isStorable(text: string): boolean {
  return text.isWellFormed() && !text.includes('\0');
}

const VARIABLES = statement(`
  select id, variables, base_id from campaign_flow where brand_id = $1 and id = any($2::bigint[])`);

type Kept = [id: string, variables: Variables, baseId: string | null];

/** The variables of flows as they are now, by the number of the flow. What flows share is read once. */
export async function variablesOfFlows(
  { sql, brand }: Scope, flowIds: readonly string[],
): Promise<Map<string, Variables>> {
  const kept = new Map<string, Kept>();
  let asked = flowIds;
  while (asked.length > 0) {
    const found = await rows<Kept>(sql, VARIABLES, [brand.id, asked]);
    for (const one of found) kept.set(one[0], one);
    const bases = new Set(found.flatMap(([, , baseId]) => baseId ?? []));
    asked = [...bases].filter((id) => !kept.has(id));
  }
  const wholeOf = (id: string): Variables => {
    const [, variables = {}, baseId = null] = kept.get(id) ?? [];
    return baseId === null ? variables : { ...wholeOf(baseId), ...variables };
  };
  return new Map(flowIds.filter((id) => kept.has(id)).map((id) => [id, wholeOf(id)]));
}

const OWNERS = statement(`
  select id, customer_id from campaign_flow
  where brand_id = $1 and id = any($2::bigint[]) and customer_id is not null`);

/** The customers of flows that belong to one alone, by the number of the flow. */
export async function ownersOfFlows(
  { sql, brand }: Scope, flowIds: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  return new Map(await rows<[string, string]>(sql, OWNERS, [brand.id, flowIds]));
}
