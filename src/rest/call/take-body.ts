import type { Request, Response } from 'express';
import type { Config } from '../../config.ts';
import { failure } from '../../errors.ts';
import { CallerGone, Deadlines, inflateBody, passRest, readBody } from '../../server/index.ts';

type Limits = Pick<Config, 'MAX_BODY' | 'BODY_TIME' | 'REST_MEMORY'>;

/** How long the sender of a refused body is listened to, in milliseconds, so that it finds the answer. */
export const REST_TIME = 2000;

/** Takes the bytes of a body, whatever its type says it is (datamodel-rest.md 3.1); `jsonOf` reads them. */
export type BodyReader = (request: Request, response: Response) => Promise<void>;

/**
 * A reader of bodies that come whole within BODY_TIME, have at most MAX_BODY bytes, also inflated, and with all others
 * that it has read for calls that are not answered yet at most REST_MEMORY.
 * It throws BODY_TOO_LARGE, BODY_LATE, BODY_BROKEN, CODING_UNKNOWN, CODING_BROKEN, OVERLOADED.
 */
export function bodyReader(limits: Limits): BodyReader {
  const deadlines = new Deadlines(limits.BODY_TIME, () => performance.now());
  let held = 0;
  return async (request, response) => {
    let ofThis = 0;
    const release = (): void => {
      held -= ofThis;
      ofThis = 0;
    };
    response.once('close', release);
    const hold = (bytes: number): void => {
      // After this nobody would take it off again.
      if (response.closed) throw new CallerGone('The caller hung up while its request was read');
      if (held + bytes > limits.REST_MEMORY) throw failure('OVERLOADED', {});
      held += bytes;
      ofThis += bytes;
    };
    try {
      const sent = await readBody(request, limits, deadlines, hold);
      request.body = await inflateBody(sent, request.headers['content-encoding'], limits.MAX_BODY);
      if (request.body !== sent) hold((request.body as Buffer).length);
    } catch (error) {
      release(); // before its rest is listened to: others may still come to their end
      await passRest(request, limits.MAX_BODY, REST_TIME);
      if (!request.complete) response.set('Connection', 'close');
      throw error instanceof CallerGone ? failure('BODY_BROKEN', {}) : error;
    }
  };
}
