import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What a program wrote to its standard output. Throws with what it wrote to the other one when it fails. */
export function run(command: string, args: readonly string[], options: RunOptions = {}): Promise<string> {
  const { input, env = {}, cwd } = options;
  return new Promise((done, fail) => {
    const child = execFile(
      command, args, { cwd, env: { ...process.env, ...env }, maxBuffer: 64 * 1024 * 1024 },
      (error, stdout, stderr) => {
        if (error) fail(new Error(`${command} ${args.join(' ')}\n${error.message}\n${stderr}\n${stdout}`));
        else done(stdout);
      },
    );
    // A program that never reads its input, or ends before, is no failure of ours.
    child.stdin?.on('error', () => undefined).end(input);
  });
}

interface RunOptions {
  readonly input?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
}

/** Whether a program can be started with these arguments and ends well. */
export async function works(command: string, args: readonly string[]): Promise<boolean> {
  return run(command, args).then(() => true, () => false);
}

/** Gives a folder of its own to `work` and removes it afterwards. */
export async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'tolk-client-'));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
