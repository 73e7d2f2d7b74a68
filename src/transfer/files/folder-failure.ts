import { failure, TolkError } from '../../errors.ts';

const DENIED = new Set(['EACCES', 'EPERM', 'EROFS']);
const FULL = new Set(['ENOSPC', 'EDQUOT']);
const MISSING = new Set(['ENOENT', 'ENOTDIR', 'EISDIR', 'ELOOP']);

/**
 * What a failed act on a local file is to the caller; what is no such failure passes through.
 * @param act.denied what is named when it is not allowed: of a move both names
 */
export function folderFailure(
  location: string, { file, denied }: { readonly file: string; readonly denied: string }, cause: unknown,
): unknown {
  const { code } = cause as { code?: unknown };
  if (cause instanceof TolkError || typeof code !== 'string' || !/^E[A-Z]+$/.test(code)) return cause;
  if (MISSING.has(code)) return failure('FILE_NOT_FOUND', { location, file }, { cause });
  if (DENIED.has(code)) return failure('LOCATION_DENIED', { location, file: denied }, { cause });
  if (FULL.has(code)) return failure('LOCATION_FULL', { location, file }, { cause });
  return failure('LOCATION_FAILED', { location, why: `${file}: ${code}` }, { cause });
}

export function isCode(error: unknown, ...codes: readonly string[]): boolean {
  return codes.includes((error as { code?: string } | undefined)?.code ?? '');
}
