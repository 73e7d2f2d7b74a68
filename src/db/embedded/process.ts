/**
 * Processes as the operating system shows them: is this pid alive, and is it the server of this data
 * directory?
 */
import { spawnSync } from 'node:child_process';
import { readFileSync, readlinkSync, realpathSync } from 'node:fs';
import { join } from 'node:path';

interface PidFile {
  readonly text: string;
  readonly pid: number;
  /** NaN while the server has not written it yet */
  readonly port: number;
}

export const pidFilePath = (data: string): string => join(data, 'postmaster.pid');

/**
 * What the server wrote about itself: its pid on line 1, its port on line 4. Undefined: there is no such
 * file.
 */
export function readPidFile(data: string): PidFile | undefined {
  try {
    const text = readFileSync(pidFilePath(data), 'utf8');
    const lines = text.split('\n');
    return { text, pid: Number.parseInt(lines[0] ?? '', 10), port: Number.parseInt(lines[3] ?? '', 10) };
  } catch {
    return undefined;
  }
}

/** Whether a process of this number runs; one that is not ours to signal does, too. */
export function isAlive(pid: number): boolean {
  if (!(pid > 0)) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'; // alive, and somebody else's
  }
}

/**
 * True when the process is the server of this data directory, and not one that got the same number later, as
 * is usual in containers. A server's working directory is its data directory; where that cannot be seen, its
 * command line names it.
 */
export function isServerOf(data: string, pid: number): boolean {
  if (!isAlive(pid)) return false;
  if (process.platform === 'linux') {
    try {
      return readlinkSync(`/proc/${pid}/cwd`) === realpathSync(data);
    } catch {
      return false; // a zombie, or a process of another user: neither is our server
    }
  }
  if (process.platform === 'win32') return true;
  return spawnSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' }).stdout.includes(data);
}
