import type { Request, Response } from 'express';
import type { Datamodel } from '../../datamodel/index.ts';
import type { Scope } from '../../db/index.ts';
import type { EndpointParts } from '../call/index.ts';
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

/** Sends a whole answer; HEAD gets its headers (Node leaves the body out). */
export function send(response: Response, contentType: string, body: string): void {
  response.setHeader('Content-Type', contentType);
  response.setHeader('Content-Length', Buffer.byteLength(body));
  response.end(body);
}
