import { rows, shownTime, statement, type Scope, type Sql } from '../../db/index.ts';
import { failure } from '../../errors.ts';
import { findWebhook } from './webhook.ts';

/** A call as it is noted. */
interface NotedCall {
  readonly webhookId: string;
  readonly status: number;
  readonly bytes: number;
  /** The body, of WEBHOOK_LOG_BODY bytes at most; undefined: it is not kept. */
  readonly body: string | undefined;
  readonly error: string | undefined;
  readonly replayOf: string | undefined;
}

const NOTE = statement(`
  insert into webhook_call (brand_id, webhook_id, called_by, status, bytes, body, error, replay_of)
  values ($1, $2, $3, $4, $5, $6, $7, $8)`);

/** Notes a call, in the transaction of what it stored if there is one. */
export async function noteCall(
  { sql, brand, actor }: Pick<Scope, 'brand' | 'actor'> & { readonly sql: Sql }, call: NotedCall,
): Promise<void> {
  const { webhookId, status, bytes, body, error, replayOf } = call;
  const what = [status, bytes, body ?? null, error ?? null, replayOf ?? null];
  await rows(sql, NOTE, [brand.id, webhookId, actor.name, ...what]);
}

/** A call as people see it; `calledAt` is `YYYY-MM-DD HH:MM:SS` in the brand's zone. */
interface ListedCall {
  readonly id: string;
  readonly calledAt: string;
  readonly calledBy: string;
  readonly status: number;
  readonly bytes: number;
  readonly error: string | null;
  /** The call that was played again; null for calls from outside. */
  readonly replayOf: string | null;
  /** Whether its body is kept, to be played again. */
  readonly canReplay: boolean;
}

interface CallsWish {
  /** Most calls, 1 to 1000. */
  readonly limit: number;
  /** Id of the last one of the page before; undefined: from the newest. */
  readonly before?: string | undefined;
  /** Only those that were refused. */
  readonly failed?: boolean | undefined;
}

type Row = readonly [
  id: string, calledAt: string, calledBy: string, status: number, bytes: number, error: string | null,
  replayOf: string | null, canReplay: boolean,
];

const PAGE = statement(`
  select id, ${shownTime('called_at')}, called_by, status, bytes, error, replay_of,
    body is not null
  from webhook_call
  where brand_id = $1 and webhook_id = $3 and ($4::bigint is null or id < $4) and (not $5 or status >= 400)
  order by id desc limit $6`);

/** The calls of a webhook, newest first. @throws {TolkError} WEBHOOK_NOT_FOUND */
export async function listCalls(
  scope: Scope, called: string, { limit, before, failed = false }: CallsWish,
): Promise<{ readonly items: readonly ListedCall[]; readonly next: string | undefined }> {
  const { sql, brand } = scope;
  const { id: webhookId } = await findWebhook(scope, called);
  const values = [brand.id, brand.timeZone, webhookId, before ?? null, failed, limit + 1];
  const found = (await rows<Row>(sql, PAGE, values)).map(
    ([id, calledAt, calledBy, status, bytes, error, replayOf, canReplay]): ListedCall =>
      ({ id, calledAt, calledBy, status, bytes, error, replayOf, canReplay }));
  const items = found.slice(0, limit);
  return { items, next: found.length > limit ? items.at(-1)?.id : undefined };
}

const BODY = statement('select body from webhook_call where brand_id = $1 and webhook_id = $2 and id = $3');

/** The body of a call. @throws {TolkError} WEBHOOK_CALL_NOT_FOUND: there is no such call, or its body is not kept */
export async function bodyOfCall({ sql, brand }: Scope, webhookId: string, callId: string): Promise<string> {
  const [[body] = [null]] = await rows<[string | null]>(sql, BODY, [brand.id, webhookId, callId]);
  if (body === null) throw failure('WEBHOOK_CALL_NOT_FOUND', { call: callId });
  return body;
}

const FORGET_CALLS = statement(`
  delete from webhook_call where brand_id = $1 and id in (
    select id from webhook_call where brand_id = $1 and called_at < now() - $2::bigint * interval '1 millisecond'
    order by called_at limit $3
  )
  returning 1`);
const FORGET_DAYS = statement(`delete from webhook_day where brand_id = $1 and day < (now() at time zone $2)::date - 31`);
const BATCH = 5000;

/** Upkeep of a brand: calls and counts of days that are long past go. */
export async function maintainWebhooks({ sql, brand, limits }: Scope): Promise<void> {
  await rows(sql, FORGET_DAYS, [brand.id, brand.timeZone]);
  let removed: number;
  do {
    removed = (await rows(sql, FORGET_CALLS, [brand.id, limits.WEBHOOK_LOG_KEPT, BATCH])).length;
  } while (removed === BATCH);
}
