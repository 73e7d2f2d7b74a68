import type { Logger } from 'pino';
import { TolkError, failure } from '../../errors.ts';
import { isConnectionFailure } from '../../db/index.ts';
import type { SoapVersion } from '../envelope/index.ts';

export type CallLog = Pick<Logger, 'info' | 'warn' | 'error'>;

/**
 * What is known of one call so far. It becomes one line of the log, which holds nothing of what was sent or
 * who sent it.
 */
export interface CallRecord {
  readonly requestId: string;
  /** Milliseconds of the door's clock. */
  readonly started: number;
  /** The version in which a fault is told: guessed from the Content-Type until the envelope is read. */
  soap: SoapVersion;
  /** A name of the contract, once that is known; 'page' for what GET shows. */
  operation: string;
  brandId: string | undefined;
  /** The caller hung up before it could be answered. */
  isGone: boolean;
}

/**
 * The failure that the caller is told. What is no TolkError is ours: it is logged with its stack, and told
 * without.
 */
export function failureOf(error: unknown, { requestId }: CallRecord, log: CallLog): TolkError {
  if (error instanceof TolkError) {
    if (error.row.http >= 500 && error.cause !== undefined) log.warn({ requestId, err: error.cause }, error.message);
    return error;
  }
  if (isConnectionFailure(error)) {
    log.warn({ requestId, err: error }, 'database away');
    return failure('DATABASE_AWAY', {});
  }
  log.error({ requestId, err: error }, 'unexpected error');
  return failure('INTERNAL', { requestId });
}
