import { CommanderError } from 'commander';
import { isConnectionFailure } from '../db/index.ts';
import { TolkError } from '../errors.ts';
import { tamed } from './output.ts';

/** How a command ends; the last two as in sysexits.h. */
export const ExitCode = { success: 0, failure: 1, usage: 2, unavailable: 69, settings: 78 } as const;
export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];

/** A refusal of a command itself, with the code that it ends with. */
export class Problem extends Error {
  readonly exitCode: ExitCode;

  constructor(message: string, exitCode: ExitCode, options?: ErrorOptions) {
    super(message, options);
    this.name = 'Problem';
    this.exitCode = exitCode;
  }
}

interface Ending {
  readonly exitCode: ExitCode;
  /** one line for stderr; absent when commander has said everything */
  readonly line?: string;
  /** name of the row in the error table, for --json */
  readonly code?: string;
}

/** What to say about an error, and how to end. A stack is never shown: it helps nobody at a prompt. */
export function endingOf(error: unknown): Ending {
  if (error instanceof CommanderError) {
    return { exitCode: error.exitCode === 0 ? ExitCode.success : ExitCode.usage };
  }
  const line = oneLine(error);
  if (error instanceof TolkError) return { exitCode: ExitCode.failure, line, code: error.code };
  if (error instanceof Problem) return { exitCode: error.exitCode, line };
  if (isConnectionFailure(error)) {
    return { exitCode: ExitCode.unavailable, line: `The database does not answer: ${line}`, code: 'DATABASE_AWAY' };
  }
  return { exitCode: ExitCode.failure, line };
}

function oneLine(error: unknown): string {
  // a refused connection to a name with several addresses is an AggregateError without a text of its own
  const first = error instanceof AggregateError && error.message === '' ? error.errors[0] as unknown : error;
  const message = first instanceof Error ? first.message : String(first);
  const parts = message.split('\n').map((part) => part.trim()).filter((part) => part !== '');
  return tamed(parts.join('; ').replaceAll(':; ', ': '));
}
