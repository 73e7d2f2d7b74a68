import type { IncomingMessage } from 'node:http';
import { failure } from '../errors.ts';
import { CallerGone } from './body.ts';

interface StreamLimits {
  /** Bytes of a body. */
  readonly FILE_BYTES: number;
  /** Milliseconds in which the next 64 kB of it must arrive. */
  readonly UPLOAD_TIME: number;
}

/** A body that is taken piece by piece; the caller waits for whoever takes it. */
interface BodyStream {
  readonly pieces: AsyncIterable<Buffer>;
  /** Lets go of the request, taken to its end or not. */
  release(): void;
}

/** What must arrive within UPLOAD_TIME: who sends a byte now and then does not hold us for ever. */
const LEAST = 64 * 1024;

/**
 * Gives the body of a request as it comes; no Content-Encoding is undone. It may take as long as it needs while its
 * next part is never late; time in which nobody takes it does not count.
 * Its pieces throw BODY_TOO_LARGE, UPLOAD_LATE, BODY_BROKEN, {@link CallerGone}.
 * @throws {TolkError} BODY_TOO_LARGE when its head says so already
 */
export function streamBody(request: IncomingMessage, limits: StreamLimits): BodyStream {
  const tooLarge = () => failure('BODY_TOO_LARGE', { limit: String(limits.FILE_BYTES) });
  if (Number(request.headers['content-length'] ?? 0) > limits.FILE_BYTES) throw tooLarge();
  let size = 0;
  let stopped: Error | undefined;
  let isAtEnd = false;
  let wake = (): void => undefined;

  const end = (): void => { isAtEnd = true; wake(); };
  const stop = (why: Error): void => { stopped ??= why; wake(); };
  const gone = (): void => {
    if (!isAtEnd) stop(new CallerGone('The caller hung up before its request was whole'));
  };
  const broken = (): void => stop(failure('BODY_BROKEN', {}));
  const more = (): void => wake();
  const listeners = { readable: more, end, close: gone, broken };
  for (const [event, listener] of Object.entries(listeners)) request.on(event, listener);

  /** @returns how many milliseconds of those it took */
  async function moreWithin(time: number): Promise<number> {
    const begun = performance.now();
    const late = setTimeout(() => stop(failure('UPLOAD_LATE', { seconds: String(limits.UPLOAD_TIME / 1000) })), time);
    await new Promise<void>((resolve) => { wake = resolve; });
    clearTimeout(late);
    return performance.now() - begun;
  }

  async function* pieces(): AsyncGenerator<Buffer, undefined> {
    let left = limits.UPLOAD_TIME;
    let part = 0;
    for (;;) {
      if (stopped !== undefined) throw stopped;
      const piece = request.read() as Buffer | null;
      if (piece === null) {
        if (isAtEnd) return;
        left -= await moreWithin(left);
        continue;
      }
      size += piece.length;
      part += piece.length;
      if (size > limits.FILE_BYTES) throw tooLarge();
      if (part >= LEAST) [part, left] = [0, limits.UPLOAD_TIME];
      yield piece;
    }
  }

  return {
    pieces: pieces(),
    release() {
      for (const [event, listener] of Object.entries(listeners)) request.off(event, listener);
    },
  };
}
