import {
  isStatementTimeout, rows, statement, withTimeLimit, type Scope, type Statement,
} from '../db/index.ts';
import { failure } from '../errors.ts';
import { enqueue } from '../jobs/index.ts';
import type { Failures } from './failures.ts';
import type { IdQuery, SetType, SourceRequest } from './source.ts';
import { ago } from './state.ts';

/** Job that fills a large set; payload { brandId, resourceId }. */
export const BUILD_JOB = 'resource.build';

/**
 * With the queue's growing pauses these are half an hour; a set that has waited longer is given up by upkeep.
 */
const BUILD_ATTEMPTS = 8;

const HELD = statement(`
  select count(*), coalesce(sum(size), 0) from result_set
  where brand_id = $1 and state in ('PROCESSING', 'READY') and last_used_at >= ${ago('$2')}`);

const INSERT = statement(`
  insert into result_set (brand_id, type, source_kind, source_params, state)
  values ($1, $2, $3, $4, 'PROCESSING')
  returning id, state`);

/**
 * Takes one id more than may be READY at once and stores the set with what it found: the database stops
 * looking there, so a large set costs no more than a small one. Without a name, as each combination of
 * filters has a text of its own.
 */
function insertWithIds({ text, values }: IdQuery): Statement {
  const parameter = (place: number) => `$${values.length + place}`;
  return {
    name: '',
    text: `
      with picked as materialized (
        select id from (${text}) as source limit ${parameter(5)}::bigint + 1
      ),
      counted as (
        select count(*) as size, count(*) <= ${parameter(5)}::bigint as fits,
          coalesce(string_agg(int8send(id), null order by id), '') as ids
        from picked
      )
      insert into result_set (brand_id, type, source_kind, source_params, state, size, ids)
      select ${parameter(1)}, ${parameter(2)}, ${parameter(3)}, ${parameter(4)},
        case when fits then 'READY' else 'PROCESSING' end,
        case when fits then size else 0 end,
        case when fits then ids end
      from counted
      returning id, state`,
  };
}

interface NewSet {
  readonly type: SetType;
  readonly source: SourceRequest;
  /** The source's query; asked once. */
  readonly query: () => Promise<IdQuery>;
  readonly failures: Failures;
}

/** As `Resources.createSet`. */
export async function createSet(scope: Scope, { type, source, query, failures }: NewSet): Promise<string> {
  await checkHeld(scope);
  const values = [scope.brand.id, type, source.kind, JSON.stringify(source.params)];
  try {
    const ids = await query();
    const inline = scope.limits.RESULT_SET_INLINE;
    return await withTimeLimit(scope, scope.limits.RESULT_SET_INLINE_TIME, async (tx) =>
      stored(tx, await rows<Stored>(tx.sql, insertWithIds(ids), [...ids.values, ...values, inline])));
  } catch (error) {
    if (!isStatementTimeout(error)) return failures.insert(scope, values, error);
  }
  return scope.transaction(async (tx) => stored(tx, await rows<Stored>(tx.sql, INSERT, values)));
}

type Stored = [id: string, state: string];

async function stored(scope: Scope, [row]: Stored[]): Promise<string> {
  if (row === undefined) throw new Error('The insert of a result set gave no row');
  const [resourceId, state] = row;
  if (state === 'PROCESSING') {
    const payload = { brandId: scope.brand.id, resourceId };
    await enqueue(scope.sql, BUILD_JOB, payload, { maxAttempts: BUILD_ATTEMPTS });
  }
  return resourceId;
}

/**
 * Calls side by side do not wait for each other here, so as many as run at once may go over by one set each.
 */
async function checkHeld(scope: Scope): Promise<void> {
  const { RESULT_SET_OPEN: mostSets, RESULT_SET_IDS: mostIds, RESULT_SET_EXPIRES: expires } = scope.limits;
  const [[sets, ids] = ['0', '0']] = await rows<[string, string]>(scope.sql, HELD, [scope.brand.id, expires]);
  if (Number(sets) >= mostSets) {
    throw failure('RESOURCES_EXCEEDED', { held: `${sets} open result sets`, most: `${mostSets}` });
  }
  if (Number(ids) >= mostIds) {
    throw failure('RESOURCES_EXCEEDED', { held: `${ids} ids in open result sets`, most: `${mostIds}` });
  }
}
