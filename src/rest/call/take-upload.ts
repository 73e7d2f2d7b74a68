import type { Request, Response } from 'express';
import type { Config } from '../../config.ts';
import { failure } from '../../errors.ts';
import { CallerGone, passRest, streamBody } from '../../server/index.ts';
import { REST_TIME } from './take-body.ts';

type Limits = Pick<Config, 'FILE_BYTES' | 'UPLOAD_TIME' | 'MAX_BODY'>;

/**
 * Hands a body on as it comes, of at most FILE_BYTES, each part within UPLOAD_TIME; nothing of it is held here.
 * @throws {TolkError} CODING_UNKNOWN, BODY_TOO_LARGE, UPLOAD_LATE, BODY_BROKEN, and what `act` throws
 */
export async function takeUpload<Result>(
  request: Request, response: Response, limits: Limits, act: (upload: AsyncIterable<Buffer>) => Promise<Result>,
): Promise<Result> {
  request.on('overdue', leave);
  try {
    const coding = request.headers['content-encoding'] ?? 'identity';
    if (coding !== 'identity') throw failure('UPLOAD_CODED', { coding });
    const stream = streamBody(request, limits);
    try {
      return await act(stream.pieces);
    } finally {
      stream.release();
    }
  } catch (error) {
    await passRest(request, limits.MAX_BODY, REST_TIME);
    if (!request.complete) response.set('Connection', 'close');
    throw error instanceof CallerGone ? failure('BODY_BROKEN', {}) : error;
  } finally {
    request.off('overdue', leave);
  }
}

/** It has not come within REQUEST_TIMEOUT: that is nothing to a file, whose parts have a time of their own. */
function leave(): void {
  // who listens is not cut off
}
