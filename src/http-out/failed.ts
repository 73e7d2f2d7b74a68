import { errors } from 'undici';
import { failure, TolkError } from '../errors.ts';

/** What the codes of connections mean; each may be different at the next try. */
const AWAY: Readonly<Record<string, string>> = {
  ENOTFOUND: 'its name is not known',
  EAI_AGAIN: 'its name cannot be looked up now',
  ECONNREFUSED: 'nothing listens there',
  ECONNRESET: 'it broke the connection off',
  EPIPE: 'it broke the connection off',
  UND_ERR_SOCKET: 'it broke the connection off',
  EHOSTUNREACH: 'there is no way to it',
  ENETUNREACH: 'there is no way to it',
  ETIMEDOUT: 'no connection in time',
  UND_ERR_CONNECT_TIMEOUT: 'no connection in time',
  UND_ERR_HEADERS_TIMEOUT: 'no answer in time',
  UND_ERR_BODY_TIMEOUT: 'its answer stopped on the way',
};

/** Of OpenSSL's verification (X509_V_ERR_...) and of Node's TLS. */
const TLS =
  /^(ERR_TLS_|ERR_SSL_|CERT_|CRL_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|EPROTO|INVALID_|HOSTNAME_|PATH_LENGTH_)/;

/**
 * What a call came to that got no whole answer, as an error of ours. Those with a status below 500 are refusals, which
 * would be refused again; of the others another try may end better.
 */
export function failed(error: unknown, host: string): unknown {
  if (error instanceof TolkError || !(error instanceof Error)) return error;
  const { code } = error as { code?: unknown };
  if (error instanceof errors.HTTPParserError) {
    return failure('HTTP_OUT_FAILED', { host, why: 'it is no HTTP' }, { cause: error });
  }
  if (typeof code !== 'string' || code.includes('INVALID_ARG')) return error; // a fault of ours
  const away = AWAY[code];
  if (away !== undefined) return failure('HTTP_OUT_AWAY', { host, why: away }, { cause: error });
  if (TLS.test(code)) return failure('HTTP_OUT_TLS', { host, why: code }, { cause: error });
  return failure('HTTP_OUT_FAILED', { host, why: code }, { cause: error });
}
