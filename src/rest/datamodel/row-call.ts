import type { Request, Response } from 'express';
import type { Datamodel } from '../../datamodel/index.ts';
import type { Scope } from '../../db/index.ts';
import { PIECE } from '../../server/index.ts';
import { taken, type EndpointParts } from '../call/index.ts';
import type { Query } from './page-question.ts';

export interface RowRoutesParts extends EndpointParts {
  readonly datamodel: Datamodel;
}

/** A call of the rows' addresses that is admitted. */
export interface RowCall {
  readonly request: Request;
  readonly response: Response;
  readonly scope: Scope;
  /** Decoded segments after the root. */
  readonly path: readonly string[];
  readonly query: Query;
}

/**
 * Sends a whole answer; HEAD gets its headers (Node leaves the body out). A large one goes piece by piece, as fast as
 * the caller takes them.
 * @param patience milliseconds in which the caller must take the next piece
 * @throws {Error} as `taken`
 */
export async function send(response: Response, contentType: string, body: string, patience: number): Promise<void> {
  const length = Buffer.byteLength(body);
  response.setHeader('Content-Type', contentType);
  response.setHeader('Content-Length', length);
  if (length <= PIECE) return void response.end(body);
  const bytes = Buffer.from(body);
  for (let at = 0; at < length; at += PIECE) {
    if (!response.write(bytes.subarray(at, at + PIECE)) && !await taken(response, patience)) return;
  }
  response.end();
}
