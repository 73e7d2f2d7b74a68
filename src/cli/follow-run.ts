import { setTimeout as sleep } from 'node:timers/promises';
import type { Scope } from '../db/index.ts';
import type { ListedRun } from '../schedule/index.ts';
import type { CliContext } from './context.ts';
import { complain } from './output.ts';
import { outline } from './outline.ts';
import { ExitCode, Problem } from './problem.ts';
import { barOf, drawProgress } from './progress.ts';

const LOOK_EVERY = 500;

/**
 * Waits until a run has ended, with a bar on a terminal, and prints it.
 * @throws {Problem} when it has not ended well
 */
export async function followRun(scope: Scope, context: CliContext, runId: string): Promise<void> {
  const { runById } = await import('../schedule/index.ts');
  let run = await runById(scope, runId);
  if (run.endedAt === null) await tellWithoutWorkers(scope);
  while (run.endedAt === null) {
    drawProgress(progressLine(run));
    await sleep(LOOK_EVERY);
    run = await runById(scope, runId);
  }
  drawProgress(undefined);
  context.print(run, outline(run));
  if (run.state === 'done') return;
  throw new Problem(`Run ${runId} is ${run.state}${run.error === null ? '' : `: ${run.error}`}`, ExitCode.failure);
}

/** Nobody would know what there is to wait for. */
async function tellWithoutWorkers({ sql, limits }: Scope): Promise<void> {
  const { jobState } = await import('../jobs/index.ts');
  const { workers } = await jobState(sql, limits.JOB_SILENCE);
  if (workers === 0) complain('tolk: no service is running that does it; it waits for one (npm start)');
}

/** `running [###...] 40%  written 1200`, or why it waits. */
function progressLine({ state, progress, counters, error, retryAt }: ListedRun): string {
  const bar = progress === null ? '' : ` ${barOf(progress)}`;
  const counted = Object.entries(counters).map(([name, count]) => `  ${name} ${count}`).join('');
  return `${state}${bar}${counted}${retryAt === null ? '' : `  again at ${retryAt}: ${error}`}`;
}
