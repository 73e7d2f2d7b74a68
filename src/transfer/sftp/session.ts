import { setTimeout } from 'node:timers';
import type { SFTPWrapper } from 'ssh2';
import { failure } from '../../errors.ts';
import { connect, type SftpWish } from './connect.ts';

/** `done` of an act of ssh2. */
type Done<Result> = (error: Error | null | undefined, result: Result) => void;

/** Files of a server we are let in at. */
export interface SftpSession {
  readonly hostKey: string;
  /**
   * One question to the server.
   * @param ask e.g. (sftp, done) => sftp.stat(path, done)
   * @throws what the server says (with a number as `code`); {TolkError} LOCATION_AWAY when it says nothing in
   *   FILES_ANSWER_TIME or the connection is lost, after which every further question fails
   */
  ask<Result = void>(ask: (sftp: SFTPWrapper, done: Done<Result>) => unknown): Promise<Result>;
  close(): Promise<void>;
}

/** @throws {TolkError} as connect, and LOCATION_FAILED when the server has no files to offer */
export async function openSession(wish: SftpWish): Promise<SftpSession> {
  const { location, limits, signal } = wish;
  const { client, hostKey } = await connect(wish);
  let lost: Error | undefined;
  const closed = new Promise<void>((resolve) => client.once('close', resolve));
  const waiting = new Set<(error: Error) => void>();
  const lose = (why: string, cause?: unknown) => {
    lost ??= signal?.aborted ? signal.reason as Error : failure('LOCATION_AWAY', { location, why }, { cause });
    for (const fail of waiting) fail(lost);
    client.destroy();
  };
  client.on('error', (error) => lose(error.message, error)).on('close', () => lose('the connection was lost'));
  const abort = () => lose('aborted');
  signal?.addEventListener('abort', abort);

  function answered<Result>(ask: (done: Done<Result>) => unknown): Promise<Result> {
    return new Promise((resolve, reject) => {
      if (lost !== undefined) return void reject(lost);
      const timer = setTimeout(() => lose('it does not answer in time'), limits.FILES_ANSWER_TIME);
      const end = () => {
        clearTimeout(timer);
        waiting.delete(fail);
      };
      const fail = (error: Error) => {
        end();
        reject(error);
      };
      waiting.add(fail);
      try {
        ask((error, result) => {
          if (error && typeof (error as { code?: unknown }).code === 'number') fail(error);
          else if (error) setImmediate(() => lose(error.message, error)); // the reason of the loss comes right after
          else {
            end();
            resolve(result);
          }
        });
      } catch (error) {
        fail(error as Error); // an extension that the server lacks
      }
    });
  }

  try {
    const sftp = await answered<SFTPWrapper>((done) => client.sftp(done));
    sftp.on('error', (error: Error) => lose(error.message, error)).on('close', () => lose('it ended the session'));
    return {
      hostKey,
      ask: (ask) => answered((done) => ask(sftp, done)),
      async close() {
        signal?.removeEventListener('abort', abort);
        lost ??= failure('LOCATION_AWAY', { location, why: 'it was closed' });
        const timer = setTimeout(() => client.destroy(), limits.FILES_ANSWER_TIME);
        client.end();
        await closed.finally(() => clearTimeout(timer));
      },
    };
  } catch (error) {
    signal?.removeEventListener('abort', abort);
    client.destroy();
    throw lost ?? failure('LOCATION_FAILED', { location, why: `it offers no files: ${(error as Error).message}` }, { cause: error });
  }
}
