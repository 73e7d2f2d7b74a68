/**
 * A server in a process of its own, so that what it uses is its own. The child calls `announce` when it
 * listens; the parent asks it for its CPU time and memory over the same channel.
 */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

export interface Usage {
  /** CPU time since the start, user and system, in microseconds. */
  readonly cpu: number;
  /** Resident memory in bytes. */
  readonly rss: number;
}

export interface Contender {
  readonly name: string;
  readonly port: number;
  usage(): Promise<Usage>;
  stop(): void;
}

/** Starts a child from a file beside this one and waits until it listens. */
export async function startContender(name: string, file: string, args: readonly string[] = []): Promise<Contender> {
  const child = fork(fileURLToPath(new URL(file, import.meta.url)), args);
  const [port] = (await Promise.race([once(child, 'message'), diedEarly(child, name)])) as [number];
  return {
    name,
    port,
    async usage() {
      child.send('usage');
      const [usage] = (await once(child, 'message')) as [Usage];
      return usage;
    },
    stop: () => void child.kill(),
  };
}

/** In the child: says where it listens and answers for its use of the machine from now on. */
export function announce(port: number): void {
  process.on('message', () => {
    const { user, system } = process.cpuUsage();
    process.send?.({ cpu: user + system, rss: process.memoryUsage.rss() } satisfies Usage);
  });
  process.on('disconnect', () => process.exit());
  process.send?.(port);
}

async function diedEarly(child: ChildProcess, name: string): Promise<never> {
  const [code] = (await once(child, 'exit')) as [number | null];
  throw new Error(`${name} ended before it listened (exit code ${code})`);
}
