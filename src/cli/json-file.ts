import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { ExitCode, Problem } from './problem.ts';
import { unreadable } from './unreadable.ts';

/**
 * The JSON in a file.
 * @param file `-` is stdin
 * @throws {Problem} when it cannot be read or is not JSON
 */
export async function jsonOf(file: string): Promise<unknown> {
  const given = file === '-' ? await text(process.stdin) : await readFile(file, 'utf8').catch(unreadable(file));
  try {
    return JSON.parse(given);
  } catch (cause) {
    throw new Problem(`${file} is not JSON: ${(cause as Error).message}`, ExitCode.failure, { cause });
  }
}
