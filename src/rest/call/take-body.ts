import type { Request, RequestHandler, Response } from 'express';
import type { Config } from '../../config.ts';
import { failure } from '../../errors.ts';
import { CallerGone, Deadlines, inflateBody, passRest, readBody } from '../../server/index.ts';

type Limits = Pick<Config, 'MAX_BODY' | 'BODY_TIME'>;

/** How long the sender of a refused body is listened to, in milliseconds, so that it finds the answer. */
const REST_TIME = 2000;

/** Takes the bytes of a body, whatever its type says it is (datamodel-rest.md 3.1); `jsonOf` reads them. */
export type BodyReader = (request: Request, response: Response) => Promise<void>;

/**
 * A reader of bodies that come whole within BODY_TIME and have at most MAX_BODY bytes, also inflated.
 * It throws BODY_TOO_LARGE, BODY_LATE, BODY_BROKEN, CODING_UNKNOWN, CODING_BROKEN.
 */
export function bodyReader(limits: Limits): BodyReader {
  const deadlines = new Deadlines(limits.BODY_TIME, () => performance.now());
  return async (request, response) => {
    try {
      const sent = await readBody(request, limits, deadlines, () => undefined);
      request.body = await inflateBody(sent, request.headers['content-encoding'], limits.MAX_BODY);
    } catch (error) {
      await passRest(request, limits.MAX_BODY, REST_TIME);
      if (!request.complete) response.set('Connection', 'close');
      throw error instanceof CallerGone ? failure('BODY_BROKEN', {}) : error;
    }
  };
}

/** The same as a step before a handler. */
export function takeBody(limits: Limits): RequestHandler {
  const read = bodyReader(limits);
  return async (request, response, next) => {
    await read(request, response);
    next();
  };
}
