/*
 * XML of a request and the SOAP envelope around a call: a one-pass reader that refuses what SOAP forbids, and
 * the way from the root to the first child of Body and out again. Knows nothing of the contract.
 */
export { ENVELOPE, NotUnderstood, enterBody, enterEnvelope, leaveEnvelope } from './envelope.ts';
export type { SoapVersion } from './envelope.ts';
export { XmlReader, type XmlLimits } from './xml-reader.ts';
export { answerEnvelopes, type Around } from './answer.ts';
