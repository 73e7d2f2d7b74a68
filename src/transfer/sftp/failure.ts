import ssh2 from 'ssh2';
import { failure, TolkError } from '../../errors.ts';

const { STATUS_CODE } = ssh2.utils.sftp;
/** Of later versions of the protocol; some servers send them in version 3 too. */
const NO_SPACE = 14;
const QUOTA = 15;

/** An answer of the server that says no. */
export function isStatus(error: unknown, status: keyof typeof STATUS_CODE): boolean {
  return (error as { code?: unknown } | undefined)?.code === STATUS_CODE[status];
}

/** ssh2 throws without asking when the server did not announce an extension. */
export function isLacking(error: unknown): boolean {
  return isStatus(error, 'OP_UNSUPPORTED') || (error instanceof Error && /does not support/.test(error.message));
}

/**
 * What a refused act on a file of a server is to the caller; what is none passes through.
 * @param act.denied what is named when the server allows it not: of a move both names, either folder may be the reason
 */
export function statusFailure(
  location: string, { file, denied }: { readonly file: string; readonly denied: string }, cause: unknown,
): unknown {
  const { code, message } = cause as { code?: unknown; message: string };
  if (cause instanceof TolkError || typeof code !== 'number') return cause;
  if (code === STATUS_CODE.NO_SUCH_FILE) return failure('FILE_NOT_FOUND', { location, file }, { cause });
  if (code === STATUS_CODE.PERMISSION_DENIED) return failure('LOCATION_DENIED', { location, file: denied }, { cause });
  // Most servers have no status for a full disk, only words.
  if (code === NO_SPACE || code === QUOTA || /no space|quota|disk full/i.test(message)) {
    return failure('LOCATION_FULL', { location, file }, { cause });
  }
  return failure('LOCATION_FAILED', { location, why: `${file}: the server says ${plain(message)}` }, { cause });
}

/** Words of a server, which may hold anything. */
export function plain(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cs}]+/gu, ' ');
}
