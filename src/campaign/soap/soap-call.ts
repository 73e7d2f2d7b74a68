import type { StrongClient, StrongOperation } from 'strong-soap';
import type { Config } from '../../config.ts';
import { failure, TolkError } from '../../errors.ts';
import type { HttpOut, TlsWish } from '../../http-out/index.ts';
import { checkWsdlFile } from './wsdl-files.ts';

export interface SoapCall {
  readonly wsdl: string;
  readonly operation: string;
  readonly args: object;
  readonly headers: Readonly<Record<string, string>>;
  /** Milliseconds, for each of the requests that it takes. */
  readonly time: number;
  /** Shown by all of them. */
  readonly certificate?: TlsWish;
  /** Whether `args` hold secrets, which no redirect may take to another server. */
  readonly isConfidential?: boolean;
}

interface SoapParts {
  readonly httpOut: HttpOut;
  readonly signal: AbortSignal;
  readonly limits: Config;
}

interface SoapAnswer {
  /** Of HTTP; undefined: nothing was sent. */
  readonly status: number | undefined;
  /** What the operation answers; undefined when that is a fault. */
  readonly result: unknown;
  readonly body: string;
  /** Why there is no result. */
  readonly why: string | undefined;
}

interface StrongResponse {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What strong-soap has its requests made by. */
interface StrongHttpClient {
  request(
    url: string, data: string | null, callback: (error: Error | null, response?: StrongResponse, body?: string) => void,
    headers?: Readonly<Record<string, string>>,
  ): void;
}

/** What strong-soap's requests came to; it tells only some of that itself. */
interface Got {
  failed?: Error;
  status?: number;
  body?: string;
}

interface Known {
  /** As strong-soap keeps them, once all are read. */
  readonly files: Promise<object>;
  readonly until: number;
}

/** WSDLs by address, and the certificate without which they may be nobody's to see, with all that they import. */
const known = new WeakMap<HttpOut, Map<string, Known>>();
const MOST_KNOWN = 100;

/**
 * Calls an operation of a SOAP service. Envelopes are strong-soap's, all requests go through http-out.
 * @throws {TolkError} as HttpOut.request
 */
export async function callSoap(call: SoapCall, parts: SoapParts): Promise<SoapAnswer> {
  const { soap } = await import('strong-soap'); // takes a third of a second, so not before it is needed
  const got: Got = {};
  const http = httpClient(call, parts, got);
  const clientOf = (files: object) => new Promise<StrongClient>((ok, no) =>
    soap.createClient(call.wsdl, { httpClient: http, WSDL_CACHE: files }, (error, made) =>
      (error === null ? ok(made) : no(got.failed ?? error))));
  try {
    const client = await clientOf(await filesOf(call, parts, clientOf));
    const operation = Object.hasOwn(client, call.operation) ? client[call.operation] : undefined;
    if (typeof operation !== 'function') return nothing(`the WSDL has no operation ${call.operation}`);
    const result = await new Promise<unknown>((ok, no) =>
      (operation as StrongOperation).call(client, call.args, (error, found) =>
        (error === null ? ok(found) : no(got.failed ?? error))));
    return { status: got.status, result, body: got.body ?? '', why: undefined };
  } catch (error) {
    if (error === got.failed || error instanceof TolkError) throw error;
    const why = error instanceof Error ? error.message : String(error);
    return { status: got.status, result: undefined, body: got.body ?? '', why };
  }
}

function nothing(why: string): SoapAnswer {
  return { status: undefined, result: undefined, body: '', why };
}

function placeOf({ wsdl, certificate }: SoapCall): string {
  return JSON.stringify([wsdl, certificate?.cert]);
}

/**
 * strong-soap takes a file that is half read, or that nobody could read, for one that is there: so one call reads them
 * while others wait, and what could not be read is forgotten.
 */
async function filesOf(
  call: SoapCall, { httpOut, limits }: SoapParts, read: (files: object) => Promise<unknown>,
): Promise<object> {
  const place = placeOf(call);
  const ofHere = known.get(httpOut) ?? new Map<string, Known>();
  known.set(httpOut, ofHere);
  for (let there = ofHere.get(place); there !== undefined; there = ofHere.get(place)) {
    if (performance.now() >= there.until) break;
    try {
      return await there.files;
    } catch (error) {
      if (error instanceof TolkError) throw error; // another try now would meet the same
    }
  }
  if (ofHere.size >= MOST_KNOWN) ofHere.clear();
  const files = {};
  const mine: Known = { files: read(files).then(() => files), until: performance.now() + limits.CAMPAIGN_WSDL_KEPT };
  ofHere.set(place, mine);
  try {
    return await mine.files;
  } catch (error) {
    if (ofHere.get(place) === mine) ofHere.delete(place);
    throw error;
  }
}

function refused(url: string, why: string) {
  return failure('HTTP_OUT_URL', { host: URL.parse(url)?.hostname ?? '', why });
}

function httpClient(
  call: SoapCall, { httpOut, signal, limits }: SoapParts, got: Got,
): StrongHttpClient {
  const certificate = call.certificate && { certificate: call.certificate };
  let read = 0;
  const ask = async (url: string, data: string | null, headers: Readonly<Record<string, string>>) => {
    if (data === null && ++read > limits.CAMPAIGN_WSDL_FILES) {
      throw refused(url, `its WSDL has more than ${limits.CAMPAIGN_WSDL_FILES} files`);
    }
    const answer = await httpOut.request({
      method: data === null ? 'GET' : 'POST', url, time: call.time, signal, ...certificate,
      ...data === null ? {} : {
        body: data, headers: { ...headers, ...call.headers }, isConfidential: call.isConfidential ?? false,
      },
    });
    const body = answer.body.toString('utf8');
    if (answer.isCut) throw refused(url, 'its answer is too large');
    if (data === null) checkWsdlFile(url, body);
    else Object.assign(got, { status: answer.status, body });
    return { statusCode: answer.status, headers: answer.headers, body };
  };
  return {
    request(url, data, callback, headers = {}) {
      ask(url, data, headers).then((response) => callback(null, response, response.body), (error: unknown) => {
        if (error instanceof TolkError || signal.aborted) got.failed = error as Error;
        callback(error as Error);
      });
    },
  };
}
