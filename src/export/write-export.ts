import { rows, statement, type Scope, type TxScope } from '../db/index.ts';
import type { FileStore } from '../transfer/index.ts';
import { copyOut } from './copy-out.ts';
import type { Dialect, ExportWish } from './definition.ts';
import { asWindows1252, gzipped, headOf, withCrlf } from './encode.ts';
import { literal } from './literal.ts';
import { exportSelect, type Narrowing } from './select.ts';

/** One moment for the names and for the lines, however long they take. */
const ONE_MOMENT = statement('set transaction isolation level repeatable read, read only');

/** After the last line a large file is put on disk, or given its name on a server: that may take its time. */
const PATIENT = statement('set local idle_in_transaction_session_timeout = 0');

/** Where an export is written to. */
interface ExportTarget {
  readonly store: FileStore;
  /** Claimed. */
  readonly name: string;
  readonly narrowing: Narrowing;
  readonly signal: AbortSignal;
}

interface WrittenExport {
  readonly rows: number;
  /** undefined: there was nothing to tell, and no file is wanted then. */
  readonly bytes: number | undefined;
  /** Characters that the character set of the file could not hold. */
  readonly replaced: number;
}

/**
 * Writes the file of an export, from the database straight to its place; memory does not grow with it.
 * @throws {TolkError} as exportSelect and FileStore.write
 */
export async function writeExport(scope: Scope, wish: ExportWish, target: ExportTarget): Promise<WrittenExport> {
  const { dialect, file } = wish;
  const { store, name, narrowing, signal } = target;
  let replaced = 0;
  const onReplaced = (count: number) => { replaced += count; };
  const { copied, bytes } = await scope.transaction(async (tx: TxScope) => {
    await rows(tx.sql, ONE_MOMENT, []);
    await rows(tx.sql, PATIENT, []);
    const { titles, text } = await exportSelect(tx, wish, narrowing);
    const copy = copyOut(tx, scope, copyText(text, dialect), signal);
    const first = await copy.chunks.next();
    if (first.done && file.empty === 'none') {
      await store.discard(name);
      return { copied: copy, bytes: undefined };
    }
    const lines = joined(headOf(titles, dialect), first, copy.chunks);
    try {
      return { copied: copy, bytes: await store.write(name, encoded(lines, wish, onReplaced)) };
    } finally {
      await copy.chunks.return(); // a store that failed may not have read to the end
    }
  });
  return { rows: copied.rowCount(), bytes, replaced };
}

/** A null would be told from an empty text by quotes; no cell is null, so an empty text has none. */
function copyText(text: string, { delimiter, quote, quoting }: Dialect): string {
  const force = quoting === 'all' ? ', force_quote *' : '';
  return `copy (${text}) to stdout with (format csv, delimiter ${literal(delimiter)}, quote ${literal(quote)}, null '\\N',
    encoding 'UTF8'${force})`;
}

async function* joined(
  head: Buffer, first: IteratorResult<Buffer, void>, rest: AsyncIterable<Buffer>,
): AsyncGenerator<Buffer> {
  if (head.length > 0) yield head;
  if (first.done) return;
  yield first.value;
  yield* rest;
}

function encoded(
  lines: AsyncIterable<Buffer>, { dialect, file }: ExportWish, onReplaced: (count: number) => void,
): AsyncIterable<Buffer> {
  const ended = dialect.lineEnd === 'crlf' ? withCrlf(lines, dialect.quote) : lines;
  const text = dialect.charset === 'windows-1252' ? asWindows1252(ended, onReplaced) : ended;
  return file.gzip ? gzipped(text) : text;
}
