import { ExitCode, Problem } from './problem.ts';

/** For `catch` behind what opens a file of this machine. @throws {Problem} naming the file */
export function unreadable(file: string): (cause: unknown) => never {
  return (cause) => {
    throw new Problem(`${file} cannot be read: ${(cause as Error).message}`, ExitCode.usage, { cause });
  };
}
