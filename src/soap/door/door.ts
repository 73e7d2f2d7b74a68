import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { failure, type ErrorCode, type TolkError } from '../../errors.ts';
import { CallerGone, Deadlines, inflateBody, passRest, readBody, type BodyLimits } from '../../server/index.ts';
import { PREFIX, PlainForms, compileCodec, escapeText } from '../codec/index.ts';
import { SOAP_PATH, VERSIONS, contract, contractOfVersion, versionOf } from '../contract/index.ts';
import { answerEnvelopes, type XmlLimits } from '../envelope/index.ts';
import { writeFault } from '../fault.ts';
import { Admission, type AdmissionLimits, type Place } from './admission.ts';
import { lengthOf, sendAnswer, type Answer } from './answer.ts';
import { decodeBody } from './charset.ts';
import { CONTENT_TYPES, readMediaType, soapOf } from './media-type.ts';
import { pageOf } from './pages.ts';
import { failureOf, type CallLog, type CallRecord } from './record.ts';
import { Reporter, type CallMetrics } from './reporter.ts';
import { namespaceTest, stages, type Dialect, type StageParts } from './stages.ts';

export interface SoapDoorOptions extends Pick<StageParts, 'operations' | 'access' | 'scopeOf'> {
  /** Scheme and host under which the caller knows us, for the addresses in WSDLs. */
  readonly origin: (request: IncomingMessage) => string;
  /** The caller's address, for allow lists and the count of wrong tokens. */
  readonly clientAddress: (request: IncomingMessage) => string;
  readonly log: CallLog;
  readonly metrics: CallMetrics;
  readonly nextRequestId: () => string;
  readonly limits: AdmissionLimits & BodyLimits & XmlLimits & {
    readonly SOAP_EXECUTING: number;
    readonly ANSWER_TIME: number;
  };
  /** Milliseconds that never go back. */
  readonly clock?: () => number;
}

const SERVICE_PATHS = new Set([SOAP_PATH, '/app/api/soap/public/wsdl/index.php']);
const DOOR = '/app/api/soap/';
/** Refusals after which no more of the body is to be waited for. */
const NOTHING_FOLLOWS: ReadonlySet<ErrorCode> = new Set(['BODY_LATE', 'BODY_BROKEN']);
/** How long the sender of a refused body is listened to, in milliseconds, so that it finds the answer. */
const REST_TIME = 2000;
/**
 * Query strings whose version is remembered, and their length; clients have one or two each, and short ones.
 */
const QUERIES = 1000;
const QUERY_LENGTH = 100;

/**
 * Whether a request target belongs to the SOAP door: all below this path does, so that a client with a wrong
 * path reads a fault.
 */
export function isSoapTarget(target: string): boolean {
  return target.startsWith(DOOR);
}

/**
 * The SOAP door: a listener for the requests whose target `isSoapTarget` knows. POST is a call and is
 * answered in XML whatever happens; GET and HEAD show the WSDL or a page about the service.
 */
export function createSoapDoor(options: SoapDoorOptions): RequestListener {
  const { log, metrics, limits, clientAddress, origin, nextRequestId, clock = () => performance.now() } = options;
  const { targetNamespace } = contract;
  const admission = new Admission(limits);
  const waitingRoom = new Admission({ ...limits, SOAP_ACTIVE: limits.SOAP_EXECUTING });
  const reporter = new Reporter(log, metrics);
  const bodyDeadlines = new Deadlines(limits.BODY_TIME, clock);
  const dialectOf = dialects();
  const answerText = stages({
    ...options,
    isOperationNamespace: namespaceTest(targetNamespace),
    envelopes: answerEnvelopes(PREFIX, escapeText(targetNamespace)),
  });

  async function answerCall(
    request: IncomingMessage, place: Place, query: string, record: CallRecord,
  ): Promise<Answer> {
    const { charset } = readMediaType(request.headers['content-type']);
    const sent = await readBody(request, limits, bodyDeadlines, (bytes) => place.hold(bytes));
    const inflated = inflateBody(sent, request.headers['content-encoding'], limits.MAX_BODY);
    const body = inflated instanceof Promise ? await inflated : inflated;
    if (body !== sent) place.hold(body.length);
    const turn = place.turn();
    if (turn !== undefined) await turn;
    refuseGone(request);
    const text = decodeBody(body, charset);
    const stepAside = async (): Promise<void> => {
      place.rest();
      await place.turn(waitingRoom);
      refuseGone(request);
    };
    const pieces = await answerText(text, dialectOf(query), clientAddress(request), record, stepAside);
    place.rest();
    place.keep(lengthOf(pieces));
    return { status: 200, contentType: CONTENT_TYPES[record.soap], pieces };
  }

  async function receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = '', url = '' } = request;
    const mark = url.indexOf('?');
    const path = mark === -1 ? url : url.slice(0, mark);
    const query = mark === -1 ? '' : url.slice(mark + 1);
    const record: CallRecord = {
      requestId: nextRequestId(), started: clock(), soap: soapOf(request.headers['content-type']),
      operation: 'none', brandId: undefined, isGone: false,
    };
    let place: Place | undefined;
    let wrong: TolkError | undefined;
    try {
      if (!SERVICE_PATHS.has(path)) throw failure('PATH_UNKNOWN', {});
      if (method === 'GET' || method === 'HEAD') {
        record.operation = 'page';
        return await sendAnswer(request, response, pageOf(query, origin(request)), limits.ANSWER_TIME);
      }
      if (method !== 'POST') throw failure('METHOD_WRONG', { method });
      place = admission.enter();
      const answer = await answerCall(request, place, query, record);
      await sendAnswer(request, response, answer, limits.ANSWER_TIME);
    } catch (error) {
      if (error instanceof CallerGone) {
        record.isGone = true;
      } else {
        wrong = failureOf(error, record, log);
        await sendFault(request, response, wrong, record);
      }
    } finally {
      place?.leave();
      reporter.note(record, wrong, clock() - record.started);
    }
  }

  async function sendFault(
    request: IncomingMessage, response: ServerResponse, wrong: TolkError, { soap }: CallRecord,
  ): Promise<void> {
    if (!request.complete && !NOTHING_FOLLOWS.has(wrong.code)) await passRest(request, limits.MAX_BODY, REST_TIME);
    const { status, xml } = writeFault(wrong, soap, targetNamespace);
    const isCall = wrong.code !== 'METHOD_WRONG' && wrong.code !== 'PATH_UNKNOWN';
    await sendAnswer(request, response, {
      status: isCall ? status : wrong.row.http,
      contentType: CONTENT_TYPES[soap],
      pieces: [xml],
      headers: wrong.code === 'METHOD_WRONG' ? ['Allow', 'GET, HEAD, POST'] : [],
    }, limits.ANSWER_TIME);
  }

  return (request, response) => {
    receive(request, response).catch((error: unknown) => {
      log.error({ err: error }, 'a SOAP fault could not be sent');
      response.destroy();
    });
  };
}

/** @throws {CallerGone} */
function refuseGone({ socket }: IncomingMessage): void {
  if (socket.destroyed) throw new CallerGone('The caller hung up while it waited for its turn');
}

/** The version of the contract that a query asks for (`?version=1.23&type=literal`), compiled. */
function dialects(): (query: string) => Dialect {
  const forms = new PlainForms();
  const compiled = new Map(VERSIONS.map((version) =>
    [version, { version, codecs: compileCodec(contractOfVersion(version), forms) }]));
  const known = new Map<string, Dialect>();
  return (query) => {
    let dialect = known.get(query);
    if (dialect === undefined) {
      dialect = compiled.get(versionOf(new URLSearchParams(query).get('version')));
      if (dialect === undefined) throw new Error('versionOf gave a version that is none of VERSIONS');
      if (known.size >= QUERIES) known.clear();
      if (query.length <= QUERY_LENGTH) known.set(query, dialect);
    }
    return dialect;
  };
}
