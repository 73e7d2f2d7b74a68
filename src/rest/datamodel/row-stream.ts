import type { Response } from 'express';
import type { Config } from '../../config.ts';
import { taken } from '../call/index.ts';
import { formatOf, rowsForm } from './formats/index.ts';
import type { RowCall, RowRoutesParts } from './row-call.ts';

/**
 * Sends all rows of a table, batch after batch, as fast as the caller takes them. The head goes with the first batch,
 * so that refusals before it are errors like others; what ends it later cuts the connection, that nobody takes a part
 * for the whole.
 * @throws {Error} when the caller is not done within ROW_STREAM_TIME, or does not take the next piece within
 *   ANSWER_TIME; and what the room throws
 */
export async function streamRows(call: RowCall, { datamodel, callers, limits }: RowRoutesParts): Promise<void> {
  const { request, response, scope, path, query } = call;
  const format = formatOf(query);
  const origin = callers.origin(request);
  const reader = readerOf(response, limits);
  let tail: string | undefined;
  for await (const { table, rows } of datamodel.allRows(scope, path)) {
    const form = rowsForm(format, table, origin);
    const text = rows.map(form.row).join(form.between);
    if (tail === undefined) {
      response.setHeader('Content-Type', form.contentType);
      if (request.method === 'HEAD') break;
      if (!await reader.takes(form.head + text)) return;
    } else if (text !== '' && !await reader.takes(form.between + text)) return;
    tail = form.tail;
  }
  response.end(tail);
}

interface Reader {
  /**
   * Writes a piece and waits until the caller has taken enough of it.
   * @returns false when the caller is gone
   * @throws {Error} when its time is over
   */
  takes(text: string): Promise<boolean>;
}

function readerOf(
  response: Response, { ROW_STREAM_TIME, ANSWER_TIME }: Pick<Config, 'ROW_STREAM_TIME' | 'ANSWER_TIME'>,
): Reader {
  const until = performance.now() + ROW_STREAM_TIME;
  return {
    async takes(text) {
      if (response.destroyed) return false;
      const left = until - performance.now();
      return left > 0 && response.write(text) ? true : taken(response, Math.min(left, ANSWER_TIME));
    },
  };
}
