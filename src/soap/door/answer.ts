import type { IncomingMessage, ServerResponse } from 'node:http';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { drained, PIECE } from '../../server/index.ts';

export interface Answer {
  readonly status: number;
  readonly contentType: string;
  /** Byte strings (each char is a byte) that follow each other. */
  readonly pieces: readonly string[];
  /** Name and value by turns. */
  readonly headers?: readonly string[];
}

const compress = promisify(gzip);
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
  let { pieces } = answer;
  let length = lengthOf(pieces);
  const headers = ['Content-Type', answer.contentType, 'Cache-Control', 'no-store', ...(answer.headers ?? [])];
  if (length >= COMPRESSED_FROM && wantsGzip(request.headers['accept-encoding'])) {
    const compressed = await compress(Buffer.from(pieces.join(''), 'latin1'));
    pieces = [compressed.toString('latin1')];
    ({ length } = compressed);
    headers.push('Content-Encoding', 'gzip');
  }
  headers.push('Content-Length', String(length));
  if (!request.complete && hasBody(request)) headers.push('Connection', 'close');
  response.writeHead(answer.status, headers);
  if (length <= PIECE) {
    response.end(pieces.length === 1 ? pieces[0] : pieces.join(''), 'latin1');
    return;
  }
  for (const piece of pieces) {
    for (let at = 0; at < piece.length && !response.destroyed; at += PIECE) {
      const part = piece.length <= PIECE ? piece : piece.slice(at, at + PIECE);
      if (!response.write(part, 'latin1') && await drained(response, patience) === 'late') response.destroy();
    }
  }
  response.end();
}

/** A request without one is told to be complete only after its head was handed over. */
function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) !== 0;
}

/** Bytes of an answer, or of what is left of it. */
export function lengthOf(pieces: readonly string[]): number {
  let length = 0;
  for (const piece of pieces) length += piece.length;
  return length;
}

/**
 * Whether Accept-Encoding names gzip. `*` does not: old clients send what they do not understand (`none`,
 * soap.md 2.1), so an answer is compressed only for those who say so themselves.
 */
function wantsGzip(accepted: string | undefined): boolean {
  const found = accepted === undefined ? null : GZIP.exec(accepted);
  return found !== null && Number(found[1] ?? 1) > 0;
}
