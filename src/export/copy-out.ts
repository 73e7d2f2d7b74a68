import copyStreams from 'pg-copy-streams';
import type pg from 'pg';
import { rows, statement, type Scope, type TxScope } from '../db/index.ts';

const CANCEL = statement('select pg_cancel_backend($1)');

/** The answer of a COPY, as the server sends it. */
interface CopyOut {
  readonly chunks: AsyncGenerator<Buffer, void>;
  /** Lines; right once the transaction has ended. */
  rowCount(): number;
}

/** pg's own types do not show the number of its backend. */
type Connection = pg.Client & { readonly processID?: number | null };

/**
 * Runs `COPY (...) TO STDOUT` on the connection of a transaction. Whoever stops reading early, or aborts, has the
 * statement cancelled: the server would go on sending otherwise, and the connection could not be used again.
 * @param outside scope whose pool the cancellation goes over
 */
export function copyOut(tx: TxScope, outside: Scope, text: string, signal: AbortSignal): CopyOut {
  const stream = copyStreams.to(text);
  return { chunks: read(tx, outside, stream, signal), rowCount: () => stream.rowCount };
}

async function* read(
  { sql }: TxScope, outside: Scope, stream: copyStreams.CopyToStreamQuery, signal: AbortSignal,
): AsyncGenerator<Buffer, void> {
  signal.throwIfAborted();
  const connection = (await sql.client.acquireConnection()) as Connection;
  let cancelling: Promise<unknown> | undefined;
  const cancel = () => {
    cancelling ??= rows(outside.sql, CANCEL, [connection.processID]).catch(() => undefined);
  };
  signal.addEventListener('abort', cancel, { once: true });
  let isOver = false;
  stream.once('end', () => { isOver = true; }).once('error', () => { isOver = true; });
  try {
    connection.query(stream);
    for await (const chunk of stream.iterator({ destroyOnReturn: false })) yield chunk as Buffer;
  } finally {
    signal.removeEventListener('abort', cancel);
    if (!isOver) {
      cancel();
      await drained(stream);
    }
    await cancelling;
  }
}

/** Reads what still comes, to the error that the cancellation makes or to the end that was faster. */
function drained(stream: copyStreams.CopyToStreamQuery): Promise<void> {
  return new Promise((resolve) => {
    stream.once('end', resolve).once('error', () => resolve()).once('close', resolve).resume();
  });
}
