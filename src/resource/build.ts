import { z } from 'zod';
import { rows, statement, withTimeLimit, type Scope, type Statement } from '../db/index.ts';
import { failure } from '../errors.ts';
import type { Failures } from './failures.ts';
import type { IdQuery, SourceRequest } from './source.ts';

const payloadType = z.object({ resourceId: z.string() });

/** Every earlier attempt is fenced off: it can no longer store what it finds. */
const BEGIN = statement(`
  update result_set set attempt = attempt + 1, last_used_at = now()
  where brand_id = $1 and id = $2 and state = 'PROCESSING'
  returning attempt, source_kind, source_params`);

/**
 * The sorted subquery feeds the aggregate straight from the index; an order inside the aggregate would be
 * sorted once more before PostgreSQL 16. The size follows from the bytes: counting too costs a tenth more.
 * The row is locked only when the ids are there, so the set can be polled and freed meanwhile.
 */
function fill({ text, values }: IdQuery): Statement {
  const parameter = (place: number) => `$${values.length + place}`;
  return {
    name: '',
    text: `
      update result_set
      set state = 'READY', last_used_at = now(), (size, ids) = (
        select octet_length(ids) / 8, ids from (
          select coalesce(string_agg(int8send(id), null), '') as ids
          from (select id from (${text}) as source order by id) as ordered
        ) as aggregated
      )
      where brand_id = ${parameter(1)} and id = ${parameter(2)}
        and state = 'PROCESSING' and attempt = ${parameter(3)}`,
  };
}

const HELD = statement(`
  select coalesce(sum(size), 0) from result_set where brand_id = $1 and state = 'READY'`);

interface BuildParts {
  readonly query: (scope: Scope, source: SourceRequest) => Promise<IdQuery>;
  readonly failures: Failures;
}

/** As `Resources.build`. */
export async function build(
  scope: Scope, payload: unknown, signal: AbortSignal, { query, failures }: BuildParts,
): Promise<void> {
  const { resourceId } = payloadType.parse(payload);
  signal.throwIfAborted();
  type Begun = [attempt: number, kind: string, params: object];
  const [begun] = await rows<Begun>(scope.sql, BEGIN, [scope.brand.id, resourceId]);
  if (begun === undefined) return;
  const [attempt, kind, params] = begun;
  try {
    const ids = await query(scope, { kind, params });
    await withTimeLimit(scope, scope.limits.RESULT_SET_BUILD_TIME, async (tx) => {
      await rows(tx.sql, fill(ids), [...ids.values, scope.brand.id, resourceId, attempt]);
      await checkHeld(tx);
    });
  } catch (error) {
    await failures.end(scope, resourceId, attempt, error);
  }
}

async function checkHeld(scope: Scope): Promise<void> {
  const most = scope.limits.RESULT_SET_IDS;
  const [[ids] = ['0']] = await rows<[string]>(scope.sql, HELD, [scope.brand.id]);
  if (Number(ids) <= most) return;
  throw failure('RESOURCES_EXCEEDED', { held: `${ids} ids in open result sets`, most: `${most}` });
}
