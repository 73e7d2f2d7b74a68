/** SQLSTATEs that say the server is away, going away, or takes no more connections (PostgreSQL manual, appendix A). */
const AWAY = /^(08...|57P0[1-5]|53300|55000)$/;
const NETWORK = new Set([
  'ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH',
]);
/** What pg and knex say without a code. */
const WORDS = new RegExp([
  'Connection terminated', 'Client has encountered a connection error', 'timeout exceeded when trying to connect',
  'Timeout acquiring a connection', 'Unable to acquire a connection', 'timeout expired', 'Client was closed',
  'not queryable', 'connect ENOENT',
].join('|'));

/** Whether a failure means that the database is away for now, so that the caller may try again later. */
export function isConnectionFailure(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error instanceof AggregateError && error.errors.some(isConnectionFailure)) return true;
  const { code } = error as { code?: unknown };
  if (typeof code === 'string' && (AWAY.test(code) || NETWORK.has(code))) return true;
  return WORDS.test(error.message);
}

/** Thrown in a transaction that came between others and shall simply run again, from its beginning. */
export class RunAgain extends Error {}

/** Whether the same transaction may simply run again: RunAgain; the SQLSTATEs serialization failure, deadlock. */
export function isRepeatable(error: unknown): boolean {
  return error instanceof RunAgain || error instanceof Error && ['40001', '40P01'].includes((error as { code?: string }).code ?? '');
}
