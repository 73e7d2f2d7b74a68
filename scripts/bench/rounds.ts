import { median } from './bars.ts';
import type { Contender } from './contender.ts';
import { load, type Request } from './load.ts';

export interface Measured {
  /** Microseconds of CPU per request, median over the rounds. */
  readonly cpu: number;
  /** Resident bytes after a round, median. */
  readonly rss: number;
}

export interface Plan {
  readonly request: Request;
  /** How often it is sent to each contender per round. */
  readonly times: number;
  readonly connections: number;
  readonly rounds: number;
}

/**
 * Before anything counts, each contender gets so many rounds' worth of requests, but not for longer than so
 * many milliseconds.
 */
const WARM_UP_ROUNDS = 8;
const WARM_UP_TIME = 4000;

/**
 * Sends the same request to all contenders, round by round and one after the other, so that whatever else the
 * machine does meets all alike. Before the first round they are warmed up: compiling hot functions takes as
 * much CPU as thousands of calls.
 */
export async function measure(
  contenders: readonly Contender[], plan: Plan,
): Promise<ReadonlyMap<Contender, Measured>> {
  const taken = new Map(contenders.map((each) => [each, { cpu: [] as number[], rss: [] as number[] }]));
  for (const contender of contenders) await warmUp(contender, plan);
  for (let round = 0; round < plan.rounds; round++) {
    for (const [contender, figures] of taken) {
      const before = await contender.usage();
      await load(contender.port, plan.request, plan.times, plan.connections);
      const after = await contender.usage();
      figures.cpu.push((after.cpu - before.cpu) / plan.times);
      figures.rss.push(after.rss);
    }
  }
  return new Map([...taken].map(([each, { cpu, rss }]) => [each, { cpu: median(cpu), rss: median(rss) }]));
}

async function warmUp(contender: Contender, { request, times, connections }: Plan): Promise<void> {
  const until = performance.now() + WARM_UP_TIME;
  for (let round = 0; round < WARM_UP_ROUNDS && performance.now() < until; round++) {
    await load(contender.port, request, times, connections);
  }
}
