/*
 * From XML to typed arguments and from typed answers to XML, compiled from the contract once per version.
 * Knows nothing of HTTP, tokens or what an operation does.
 */
export { compileCodec, type OperationCodec } from './codec.ts';
export { byteString, escapeText } from './escape.ts';
export { PlainForms } from './plain-forms.ts';
export type { Reading } from './read.ts';
export { PREFIX } from './write.ts';
