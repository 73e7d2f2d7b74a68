/**
 * The log: one JSON line per event on stdout. It never holds tokens, mail addresses, bodies or query strings;
 * what slips into an object by name is struck out here, and database errors lose the parts in which
 * PostgreSQL quotes values.
 */
import { randomBytes } from 'node:crypto';
import { pino, stdSerializers, stdTimeFunctions, type DestinationStream, type Logger } from 'pino';

export type Log = Logger;

/**
 * Names under which something secret could be handed to a log line by mistake. Top level only: a wildcard
 * costs 3 us a line.
 */
const SECRET_NAMES = ['token', 'uuid', 'password', 'authorization', 'emailAddress', 'headers', 'body'];

/**
 * Lines leave in blocks: each write wakes a thread, under load a tenth of a small call. They are gathered
 * here and not by pino's destination, which looks through all that it holds at each line (64 KB: 13 us a
 * line, so 2 us; measured).
 */
const BLOCK = 64 * 1024;
const FLUSH_EVERY = 100;
/** A reader of stdout that stalls must not fill the memory: past this, lines are dropped. */
const BUFFER_MOST = 16 * 1024 * 1024;

/**
 * Written in blocks; a line is out after 100 ms at the latest, and at exit.
 * @param dest a file, or the number of an open one; default stdout
 */
export function blockwise(dest: number | string = 1): DestinationStream & { flushSync(): void } {
  let lines: string[] = [];
  let length = 0;
  const pass = (): void => {
    if (lines.length > 0) file.write(lines.join(''));
    lines = [];
    length = 0;
  };
  // Before the destination's own: it closes, or writes, what it has got by then. A process that ends by itself waits
  // for what is written before its end, not for what is written at its exit.
  process.once('beforeExit', pass).once('exit', pass);
  const file = pino.destination({ dest, sync: false, maxLength: BUFFER_MOST });
  return {
    write(line) {
      lines.push(line);
      length += line.length;
      if (length >= BLOCK) pass();
      else if (lines.length === 1) setTimeout(pass, FLUSH_EVERY).unref();
    },
    flushSync() {
      pass();
      file.flushSync();
    },
  };
}

/** @param level least severe level written (LOG_LEVEL) */
export function createLog(level: string, destination: DestinationStream = blockwise()): Log {
  return pino({
    level,
    timestamp: stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    redact: { paths: SECRET_NAMES, censor: '[secret]' },
    serializers: { err: shownError },
  }, destination);
}

/**
 * SQLSTATE classes whose message quotes the value that was wrong: data exceptions, integrity violations, and
 * what a trigger of the operator's own raises.
 */
const QUOTES_VALUES = /^(2[23]|P0)/;

/**
 * An error as it may be logged: type, message, code, stack, the cause's too, and what PostgreSQL says about
 * the place. Its `detail`, `where` and `internalQuery` are left out, and so is the message of an error about
 * a value: they quote data.
 */
export function shownError(error: unknown): object {
  if (!(error instanceof Error)) return { type: typeof error };
  const { code, severity, table, constraint, column, routine } = error as Error & Record<string, unknown>;
  const place = { code, table, constraint, column, routine };
  const { type, message, stack } = stdSerializers.err(error);
  if (typeof severity === 'string' && QUOTES_VALUES.test(String(code))) {
    return { type, ...place, stack: framesOf(error) };
  }
  return { type, message, ...place, stack };
}

/** The stack without its first lines, which repeat the message. */
function framesOf(error: Error): string {
  return (error.stack ?? '').split('\n').filter((line) => line.startsWith('    at ')).join('\n');
}

/** Makes request ids: unique in this process by counting, between processes by a random start. */
export function requestIds(): () => string {
  const start = randomBytes(5).toString('hex');
  let count = 0;
  return () => `${start}-${(++count).toString(36)}`;
}
