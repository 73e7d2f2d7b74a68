import { setOffCampaign } from '../../campaign/index.ts';
import { CUSTOMER_TABLE } from '../../datamodel/index.ts';
import type { TxScope } from '../../db/index.ts';
import { TolkError } from '../../errors.ts';
import { instancesOf, textOf, valueBelow } from './instances.ts';
import type { MadeRecords } from './made-records.ts';
import type { CallPlan } from './plan.ts';

/** A body that is stored by now. */
interface StoredCall {
  readonly plan: CallPlan;
  readonly made: MadeRecords;
  readonly value: unknown;
}

/** What a campaign that does not run, or takes no calls, says; the data of the call are wanted all the same. */
const NOT_NOW = new Set(['CAMPAIGN_NOT_FOUND', 'CAMPAIGN_STATE', 'CAMPAIGN_NO_CALLS']);

/**
 * Sets a campaign off for the customers of a call, in the call's transaction; without customers it goes by itself.
 * Customers with the same campaign fields go together (webhook.md 5).
 * @returns why it was not set off
 * @throws {TolkError} CAMPAIGN_VARIABLES, FIELD_VALUE (a campaign field)
 */
export async function setOff(tx: TxScope, campaignId: string, call: StoredCall): Promise<string | undefined> {
  const variables = variablesOf(call);
  try {
    for (const [fields, customerIds] of customersByFields(call)) {
      const ofCustomers = { customerIds, fields: JSON.parse(fields) as Record<string, string> };
      await setOffCampaign(tx, campaignId, { ...ofCustomers, variables });
    }
  } catch (error) {
    if (!(error instanceof TolkError) || !NOT_NOW.has(error.code)) throw error;
    return error.message;
  }
  return undefined;
}

function variablesOf({ plan, value }: StoredCall): Record<string, string> {
  return Object.fromEntries([...plan.campaign.variables].flatMap(([name, members]) => {
    const text = textOf(valueBelow(value, members));
    return text === undefined ? [] : [[name, text]];
  }));
}

/** Campaign fields as JSON -> the customers who have them, each once; nobody where the call has no customer. */
function customersByFields({ plan, made, value }: StoredCall): ReadonlyMap<string, readonly string[]> {
  const fields = new Map<string, Record<string, string>>();
  for (const record of plan.records.filter(({ table }) => table === CUSTOMER_TABLE)) {
    for (const { id } of made.of(record)) fields.set(id, fields.get(id) ?? {});
  }
  for (const { name, customer, scope, below } of plan.campaign.fields) {
    for (const instance of instancesOf(value, scope)) {
      const text = textOf(valueBelow(instance.node, below));
      const of = fields.get(made.around(customer, instance)?.id ?? '');
      if (text !== undefined && of !== undefined) of[name] = text;
    }
  }
  const groups = new Map([...Map.groupBy(fields, ([, values]) => JSON.stringify(values))]
    .map(([key, members]) => [key, members.map(([id]) => id)] as const));
  return groups.size === 0 ? new Map([['{}', []]]) : groups;
}
