import { rows, statement, type Scope, type TxScope } from '../../db/index.ts';
import { failure } from '../../errors.ts';

/** Environment variables of a flow, by name. */
export type Variables = Readonly<Record<string, string>>;

const INSERT = statement(`
  insert into campaign_flow (brand_id, campaign_id, object_id, variables, started_by, door)
  values ($1, $2, $3, $4::jsonb, $5, $6)
  returning id`);

/**
 * Makes a flow: one start of a campaign, in the name of the scope's actor.
 * @returns its number
 * @throws {TolkError} CAMPAIGN_VARIABLES
 */
export async function makeFlow(
  tx: TxScope, { campaignId, objectId, variables }:
  { readonly campaignId: string; readonly objectId: string; readonly variables: Variables },
): Promise<string> {
  const { sql, brand, actor } = tx;
  checkVariables(tx, variables);
  const values = [brand.id, campaignId, objectId, JSON.stringify(variables), actor.name, actor.door];
  const [[id] = ['']] = await rows<[string]>(sql, INSERT, values);
  return id;
}

function checkVariables({ limits }: TxScope, variables: Variables): void {
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

const VARIABLES = statement('select id, variables from campaign_flow where brand_id = $1 and id = any($2::bigint[])');

/** The variables of flows as they are now, by the number of the flow. */
export async function variablesOfFlows(
  { sql, brand }: Scope, flowIds: readonly string[],
): Promise<Map<string, Variables>> {
  return new Map(await rows<[string, Variables]>(sql, VARIABLES, [brand.id, flowIds]));
}
