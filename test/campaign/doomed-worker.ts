/**
 * A process that works at every object of campaigns, at many at the same time, until it is killed. Arguments: database,
 * name of the brand, folder of files.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { brandByName } from '../../src/access/index.ts';
import { openStore } from '../../src/db/index.ts';
import { everyAct } from './every-act.ts';

/** Acts of a kind that may be held at the same time. */
const MOST = 20;

// Its test may have been ended.
process.on('disconnect', () => process.exit());

const [url = '', name = '', data = ''] = process.argv.slice(2);
const sql = openStore({ url, connections: 60, prepare: true, applicationName: `doomed ${process.pid}` });
const acts = everyAct(sql, await brandByName(sql, name), data);

/** Does what only one does at a time, as a run is in the hands of one job. */
const alone = (number: number, act: () => Promise<void>) => sql.transaction(async (trx) => {
  const { rows: [mine] } = await trx.raw<{ rows: { is: boolean }[] }>('select pg_try_advisory_xact_lock(4712, ?::int) as is', [number]);
  if (mine?.is === true) await act();
});
const runs = async () => {
  for (const runId of await acts.openRuns()) await alone(Number(runId), () => acts.attempt(runId));
};
const visits = acts.visits.map((visit, place) => () => alone(-place, visit));

/** What fails is tried again, as a job is; what became of it in the end is looked at. */
const quietly = () => undefined;

/** Has another one begin beside each act that is held, so that one is always free to find what there is to do. */
async function keepDoing(act: () => Promise<void>, tell: () => void): Promise<void> {
  let busy = 0;
  for (;;) {
    if (busy < MOST) {
      busy += 1;
      const done = act().then(tell, quietly).finally(() => { busy -= 1; });
      await Promise.race([done, sleep(100)]);
    }
    await sleep(20);
  }
}
await Promise.all([
  keepDoing(acts.step, () => process.send?.('turn')),
  ...[acts.hand, runs, ...visits].map((act) => keepDoing(act, quietly)),
]);
