import { rows, statement, type Scope } from '../db/index.ts';
import { publish } from '../events/index.ts';
import { keysWithoutJob } from '../jobs/index.ts';
import type { Log } from '../log.ts';
import { enqueueNext, runKey } from './start-run.ts';

const LIVE = statement('select id from run where brand_id = $1 and ended_at is null order by id');

/** The attempt that may still be running somewhere, thought dead, is fenced off. */
const GIVE_UP = statement(`
  update run
  set state = 'dead', ended_at = now(), attempt = attempt + 1,
    error = 'No attempt came to an end: its process died, or lost the database, each time'
  where brand_id = $1 and id = any($2::bigint[]) and ended_at is null
  returning id, kind, subject_id, name`);

const FORGET = statement(`
  delete from run
  where brand_id = $1 and id in (
    select id from run
    where brand_id = $1 and ended_at < now() - $2::bigint * interval '1 millisecond'
    order by ended_at limit $3
  )
  returning 1`);

/** Upkeep of a brand: gives up runs whose job is dead, removes those that ended long ago. */
export async function maintainRuns(scope: Scope, log: Log): Promise<void> {
  for (const runId of await giveUp(scope)) log.error({ brand: scope.brand.id, run: runId }, 'a run is given up');
  const { RUN_KEPT: kept, RUN_PURGE_BATCH: size } = scope.limits;
  let removed: number;
  do {
    removed = (await rows(scope.sql, FORGET, [scope.brand.id, kept, size])).length;
  } while (removed === size);
}

/** A live run has a job at every moment, unless that died; a run that ends in between is no longer live below. */
async function giveUp(scope: Scope): Promise<string[]> {
  const live = (await rows<[string]>(scope.sql, LIVE, [scope.brand.id])).flat();
  const byKey = new Map(live.map((id) => [runKey(scope.brand.id, id), id]));
  const lost = (await keysWithoutJob(scope.sql, [...byKey.keys()])).map((key) => byKey.get(key));
  if (lost.length === 0) return [];
  return scope.transaction(async (tx) => {
    type GivenUp = [runId: string, kind: string, subjectId: string | null, name: string];
    const given = await rows<GivenUp>(tx.sql, GIVE_UP, [tx.brand.id, lost]);
    for (const [runId, kind, subjectId, name] of given) {
      await publish(tx, 'run.ended', { runId, kind, subjectId, name, state: 'dead' });
    }
    const ids = given.map(([id]) => id);
    await enqueueNext(tx, ids);
    return ids;
  });
}
