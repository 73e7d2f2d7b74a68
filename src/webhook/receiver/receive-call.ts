import type { Datamodel } from '../../datamodel/index.ts';
import { inOne, rows, statement, type Scope, type TxScope } from '../../db/index.ts';
import { failure, TolkError } from '../../errors.ts';
import { parseExact } from '../../exact-json.ts';
import type { CalledWebhook } from './begin-call.ts';
import { bodyOfCall, noteCall } from './calls.ts';
import { addIds } from './echo.ts';
import type { MadeRecords } from './made-records.ts';
import type { CallPlan } from './plan.ts';
import { Plans } from './plans.ts';
import { setOff } from './set-off.ts';
import { storeRecords } from './store-records.ts';
import { learn } from './structure.ts';
import { findWebhook } from './webhook.ts';

/** A call that has come whole. */
interface CallBody {
  /** As parseExact gives it; is changed to be the echo. */
  readonly value: unknown;
  readonly bytes: number;
  readonly replayOf?: string | undefined;
}

const LEARN = statement(`
  update webhook set structure = $3, learned_at = now() where brand_id = $1 and id = $2 and structure is null`);

/** The receiver; one per process: it remembers how bodies are taken apart. */
export class Receiver {
  readonly #datamodel: Datamodel;
  readonly #plans = new Plans();

  constructor(datamodel: Datamodel) {
    this.#datamodel = datamodel;
  }

  /**
   * Stores what the mapping names, all or nothing, and notes the call.
   * @returns the body with the ids of its records: the echo (webhook.md 6)
   * @throws {TolkError} WEBHOOK_BODY when it is no object or array, WEBHOOK_MAPPING when the data model has changed
   *   under the mapping, WEBHOOK_RECORDS, WEBHOOK_PARENT, and what customers and rows refuse; all are noted
   */
  async receive(scope: Scope, webhook: CalledWebhook, body: CallBody): Promise<unknown> {
    const { value, bytes, replayOf } = body;
    const text = bytes > scope.limits.WEBHOOK_LOG_BODY ? undefined : JSON.stringify(value);
    const call = { webhookId: webhook.id, bytes, body: text, replayOf };
    try {
      if (typeof value !== 'object' || value === null) throw failure('WEBHOOK_BODY', {});
      return await this.#plans.use(scope, webhook, (plan) => scope.transaction(async (tx) => {
        const made = await storeRecords(inOne(tx), this.#datamodel, plan.records, value);
        const { campaignId } = webhook;
        const refusal = campaignId === null ? undefined : await setOff(tx, campaignId, { plan, made, value });
        if (!webhook.hasLearned) await teach(tx, webhook, value);
        await noteCall(tx, { ...call, status: 200, error: refusal ?? unmapped(webhook, plan, made) });
        return () => {
          addIds(plan.records, made, webhook.idNames);
          return value;
        };
      }));
    } catch (error) {
      if (error instanceof TolkError) await noteCall(scope, { ...call, status: error.row.http, error: error.message });
      throw error;
    }
  }

  /**
   * Plays a call again that is kept; it does not count for the day.
   * @param called number or name of the webhook
   * @returns the echo
   * @throws {TolkError} WEBHOOK_NOT_FOUND, WEBHOOK_CALL_NOT_FOUND, and as receive
   */
  async replay(scope: Scope, called: string, callId: string): Promise<unknown> {
    const { id, mapping, idNames, structure, campaign: campaignId } = await findWebhook(scope, called);
    const text = await bodyOfCall(scope, id, callId);
    const body = { value: parseExact(text), bytes: Buffer.byteLength(text), replayOf: callId };
    return this.receive(scope, { id, mapping, idNames, campaignId, hasLearned: structure !== null }, body);
  }
}

/** Calls that bring nothing are answered as all others (webhook.md 6); whoever looks at the log is told. */
function unmapped({ mapping: [first] }: CalledWebhook, plan: CallPlan, made: MadeRecords): string | undefined {
  const mayGoAlone = plan.records.length === 0 || plan.campaign.variables.size > 0;
  if (mayGoAlone || first === undefined || !made.isEmpty) return undefined;
  return failure('WEBHOOK_NOTHING', { path: first.path }).message;
}

async function teach({ sql, brand, limits }: TxScope, { id }: CalledWebhook, value: object): Promise<void> {
  await rows(sql, LEARN, [brand.id, id, JSON.stringify(learn(value, limits.WEBHOOK_PATHS))]);
}
