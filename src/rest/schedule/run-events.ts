import { setTimeout as sleep } from 'node:timers/promises';
import type { Scope } from '../../db/index.ts';
import { runById, type ListedRun } from '../../schedule/index.ts';

/** How soon a client that keeps to the rules asks again after an answer has ended, in milliseconds. */
const ASK_AGAIN = 1000;

/**
 * A run and what becomes of it, as server-sent events (HTML Living Standard 9.2). It ends with the run, or with
 * RUN_EVENTS_TIME: an answer that lasts as long as the run would outlive the process that gives it.
 */
export async function* runEvents(scope: Scope, first: ListedRun): AsyncGenerator<string> {
  const { RUN_EVENTS_TIME: time, RUN_WATCH: pause } = scope.limits;
  const end = performance.now() + time;
  let run = first;
  let told = '';
  yield `retry: ${ASK_AGAIN}\n\n`;
  for (;;) {
    const news = JSON.stringify(run);
    if (news !== told) yield `data: ${news}\n\n`;
    if (run.endedAt !== null || performance.now() + pause > end) return;
    told = news;
    await sleep(pause);
    run = await runById(scope, run.id);
  }
}
