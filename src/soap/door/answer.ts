import type { IncomingMessage, ServerResponse } from 'node:http';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';

export interface Answer {
  readonly status: number;
  readonly contentType: string;
  /** A byte string: each char is a byte. */
  readonly bytes: string;
  /** Name and value by turns. */
  readonly headers?: readonly string[];
}

const compress = promisify(gzip);
/** Larger answers leave piece by piece, each when the one before is under way. */
const PIECE = 64 * 1024;
/** Smaller answers do not gain from compression what it costs. */
const COMPRESSED_FROM = 1024;

const GZIP = /(?:^|,)\s*gzip\s*(?:;\s*q=([0-9.]+)\s*)?(?:,|$)/i;

/**
 * Sends an answer; ends when it has been handed over whole, or the caller hung up.
 * @param patience milliseconds in which the caller must take each piece of a large answer; then the
 *   connection is cut
 */
export async function sendAnswer(
  request: IncomingMessage, response: ServerResponse, answer: Answer, patience: number,
): Promise<void> {
  let { bytes } = answer;
  const headers = ['Content-Type', answer.contentType, 'Cache-Control', 'no-store', ...(answer.headers ?? [])];
  if (bytes.length >= COMPRESSED_FROM && wantsGzip(request.headers['accept-encoding'])) {
    bytes = (await compress(Buffer.from(bytes, 'latin1'))).toString('latin1');
    headers.push('Content-Encoding', 'gzip');
  }
  headers.push('Content-Length', String(bytes.length));
  if (!request.complete) headers.push('Connection', 'close');
  response.writeHead(answer.status, headers);
  if (bytes.length <= PIECE) {
    response.end(bytes, 'latin1');
    return;
  }
  for (let at = 0; at < bytes.length && !response.destroyed; at += PIECE) {
    if (!response.write(bytes.slice(at, at + PIECE), 'latin1')) await drained(response, patience);
  }
  response.end();
}

/**
 * Whether Accept-Encoding names gzip. `*` does not: old clients send what they do not understand (`none`,
 * soap.md 2.1), so an answer is compressed only for those who say so themselves.
 */
export function wantsGzip(accepted: string | undefined): boolean {
  const found = accepted === undefined ? null : GZIP.exec(accepted);
  return found !== null && Number(found[1] ?? 1) > 0;
}

function drained(response: ServerResponse, patience: number): Promise<void> {
  return new Promise((resolve) => {
    const late = setTimeout(() => response.destroy(), patience);
    response.on('drain', go).on('close', go);

    function go(): void {
      clearTimeout(late);
      response.off('drain', go).off('close', go);
      resolve();
    }
  });
}
