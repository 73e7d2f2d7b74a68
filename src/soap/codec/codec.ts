import type { Contract } from '../contract/index.ts';
import type { Forms } from './plain-forms.ts';
import { compileReaders, type ReadOperation } from './read.ts';
import { PREFIX, compileWriters } from './write.ts';

/**
 * @param before and `after`: what is to stand before and after the response element
 * @returns byte strings that follow each other, none of them very long
 */
type WriteAnswer = (message: unknown, before: string, after: string) => readonly string[];

/** What the door needs of one operation in one version of the contract. */
export interface OperationCodec {
  readonly name: string;
  readonly read: ReadOperation;
  /** Writes an answer with this `msg`: what stands around it in the SOAP body comes from the caller. */
  readonly write: WriteAnswer;
}

/**
 * Makes reader and writer of each operation of a version of the contract.
 * @param forms the ways of writing that were met; versions share one, for it is the callers who have them
 */
export function compileCodec(contract: Contract, forms: Forms): ReadonlyMap<string, OperationCodec> {
  const readers = compileReaders(contract, forms);
  const writers = compileWriters(contract);
  const codecs = new Map<string, OperationCodec>();
  for (const [name, read] of readers) {
    const writeMessage = writers.get(name);
    if (writeMessage === undefined) throw new Error(`Operation ${name} has no answer`);
    const begin = `<${PREFIX}:${name}Response><${PREFIX}:code>0</${PREFIX}:code>`;
    const end = `</${PREFIX}:${name}Response>`;
    const write: WriteAnswer = (message, before, after) => writeMessage(message, before + begin, end + after);
    codecs.set(name, { name, read, write });
  }
  return codecs;
}
