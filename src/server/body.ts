import type { IncomingMessage } from 'node:http';
import { failure } from '../errors.ts';
import type { Deadlines } from './deadlines.ts';

export interface BodyLimits {
  /** Bytes of a body. */
  readonly MAX_BODY: number;
  /** Milliseconds for it to arrive, as the deadlines count them. */
  readonly BODY_TIME: number;
}

/** The caller hung up before its request was whole: nobody is there to be answered. */
export class CallerGone extends Error {}

/**
 * Collects the body of a request.
 * @param hold is told of the bytes as they come, and may throw to refuse them
 * @throws BODY_TOO_LARGE, BODY_LATE, BODY_BROKEN, {@link CallerGone}, or what `hold` throws
 */
export function readBody(
  request: IncomingMessage, limits: BodyLimits, deadlines: Deadlines, hold: (bytes: number) => void,
): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const pieces: Buffer[] = [];
    let size = 0;
    let isOver = false;

    const late = (): void => stop(failure('BODY_LATE', { seconds: String(limits.BODY_TIME / 1000) }));
    deadlines.watch(late);
    // 'broken' comes from our server: what follows is no HTTP, or nothing follows
    request.on('data', take).on('end', end).on('close', gone).on('broken', broken);

    function take(piece: Buffer): void {
      if (isOver) return;
      size += piece.length;
      if (size > limits.MAX_BODY) return stop(failure('BODY_TOO_LARGE', { limit: String(limits.MAX_BODY) }));
      try {
        hold(piece.length);
        pieces.push(piece);
      } catch (error) {
        stop(error as Error);
      }
    }

    function end(): void {
      const [first] = pieces;
      if (isOver) return;
      isOver = true;
      deadlines.forget(late);
      resolve(pieces.length === 1 && first !== undefined ? first : Buffer.concat(pieces, size));
    }

    function broken(): void {
      if (!isOver) stop(failure('BODY_BROKEN', {}));
    }

    function gone(): void {
      if (!isOver) stop(new CallerGone('The caller hung up before its request was whole'));
    }

    function stop(why: Error): void {
      isOver = true;
      pieces.length = 0;
      deadlines.forget(late);
      reject(why);
    }
  });
}

/**
 * Lets the rest of a refused body run past, so that its sender, who may not read before it has written, finds
 * the answer. Not for long: as much again as a body may have, or `time` milliseconds.
 */
export function passRest(request: IncomingMessage, most: number, time: number): Promise<void> {
  return new Promise((resolve) => {
    if (request.readableEnded || request.destroyed) return resolve();
    let left = most;
    const late = setTimeout(stop, time);
    request.on('data', pass).on('end', stop).on('close', stop).resume();

    function pass(piece: Buffer): void {
      left -= piece.length;
      if (left < 0) stop();
    }

    function stop(): void {
      clearTimeout(late);
      request.off('data', pass).off('end', stop).off('close', stop);
      resolve();
    }
  });
}
