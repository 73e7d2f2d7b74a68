import type { Contract } from '../contract/index.ts';
import { compileReaders, type ReadOperation } from './read.ts';
import { PREFIX, compileWriters } from './write.ts';

/** What the door needs of one operation in one version of the contract. */
export interface OperationCodec {
  readonly name: string;
  readonly read: ReadOperation;
  /** Writes the content of the SOAP body that answers with this `msg`; a byte string. */
  readonly write: (message: unknown) => string;
}

/** Makes reader and writer of each operation of a version of the contract. */
export function compileCodec(contract: Contract): ReadonlyMap<string, OperationCodec> {
  const readers = compileReaders(contract);
  const writers = compileWriters(contract);
  const codecs = new Map<string, OperationCodec>();
  for (const [name, read] of readers) {
    const writeMessage = writers.get(name);
    if (writeMessage === undefined) throw new Error(`Operation ${name} has no answer`);
    const begin = `<${PREFIX}:${name}Response><${PREFIX}:code>0</${PREFIX}:code>`;
    const end = `</${PREFIX}:${name}Response>`;
    const write = (message: unknown): string => {
      const content = writeMessage(message);
      return content === ''
        ? `${begin}<${PREFIX}:msg/>${end}`
        : `${begin}<${PREFIX}:msg>${content}</${PREFIX}:msg>${end}`;
    };
    codecs.set(name, { name, read, write });
  }
  return codecs;
}
