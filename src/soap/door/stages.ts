/**
 * A call, stage by stage (design.md 3), from the text of its envelope to the text of its answer. Each stage
 * passes or throws: the envelope must be one, the operation known, the token good, its rights enough, the
 * arguments right; then the act answers.
 */
import { requireRight, type Session } from '../../access/index.ts';
import type { Scope } from '../../db/index.ts';
import { failure } from '../../errors.ts';
import type { OperationCodec, Reading } from '../codec/index.ts';
import {
  XmlReader, enterBody, enterEnvelope, leaveEnvelope, type Around, type SoapVersion, type XmlLimits,
} from '../envelope/index.ts';
import type { Call, OperationTable } from '../operation.ts';
import type { CallRecord } from './record.ts';

/** One version of the contract, compiled. */
export interface Dialect {
  readonly version: string;
  readonly codecs: ReadonlyMap<string, OperationCodec>;
}

export interface StageParts {
  readonly operations: OperationTable;
  readonly access: { session(token: string, address: string): Session | Promise<Session> };
  readonly scopeOf: (session: Session) => Scope;
  readonly isOperationNamespace: (namespace: string) => boolean;
  readonly envelopes: Readonly<Record<SoapVersion, Around>>;
  readonly limits: XmlLimits;
}

/**
 * An operation whose types are known only to the table; the codec reads and writes what it takes and gives.
 */
interface AnyOperation {
  readonly right: Parameters<typeof requireRight>[1];
  readonly waits?: boolean;
  readonly act: (call: Call, args: unknown) => unknown;
}

/**
 * Answers the text of a request in byte strings that follow each other.
 * @param stepAside lets others work in place of this call, and waits for its turn among those that wait themselves
 * @throws {TolkError} what the caller is to be told; anything else is our fault
 */
type AnswerText =
  (text: string, dialect: Dialect, address: string, record: CallRecord, stepAside: () => Promise<void>) =>
  Promise<readonly string[]>;

/**
 * Puts the stages together. What needs no waiting is done in one go: each await costs a small call a turn of
 * the loop.
 */
export function stages(parts: StageParts): AnswerText {
  const { operations, access, scopeOf, isOperationNamespace, envelopes, limits } = parts;
  return async (text, dialect, address, record, stepAside) => {
    const x = new XmlReader(text, limits);
    record.soap = enterEnvelope(x);
    enterBody(x, record.soap);
    const codec = findOperation(x, dialect);
    record.operation = codec.name;
    const reading = codec.read(x);
    leaveEnvelope(x, record.soap);

    const opened = openSession(reading, address);
    const session = opened instanceof Promise ? await opened : opened;
    record.brandId = session.brand.id;
    const operation = operations[codec.name as keyof OperationTable] as unknown as AnyOperation;
    requireRight(session, operation.right, codec.name);
    if (reading.wrong !== undefined) throw reading.wrong;
    if (operation.waits === true) await stepAside();
    const call = { scope: scopeOf(session), version: dialect.version, requestId: record.requestId };
    const acted = operation.act(call, reading.args);
    const message = acted instanceof Promise ? await acted : acted;
    const { before, after } = envelopes[record.soap];
    return codec.write(message, before, after);
  };

  /**
   * The operation is the name of the first child of Body: SOAPAction is empty in the contract (soap.md 1.2).
   */
  function findOperation(x: XmlReader, { codecs }: Dialect): OperationCodec {
    const namespace = x.namespace();
    if (!isOperationNamespace(namespace)) throw failure('OPERATION_NAMESPACE', { operation: x.local, namespace });
    const codec = codecs.get(x.local);
    if (codec === undefined) throw failure('OPERATION_UNKNOWN', { operation: x.local });
    return codec;
  }

  function openSession({ token }: Reading, address: string): Session | Promise<Session> {
    if (token === undefined || token === '') throw failure('TOKEN_MISSING', {});
    return access.session(token, address);
  }
}

/**
 * Which namespaces an operation may be in: that of the contract; the same path on another host or with a
 * query, as WSDLs of the legacy service had it (soap.md 1.4); or none.
 */
export function namespaceTest(targetNamespace: string): (namespace: string) => boolean {
  const path = new URL(targetNamespace).pathname;
  return (namespace) => {
    if (namespace === targetNamespace || namespace === '') return true;
    if (!URL.canParse(namespace)) return false;
    const { protocol, pathname, hash } = new URL(namespace);
    return (protocol === 'https:' || protocol === 'http:') && pathname === path && hash === '';
  };
}
