/*
 * The SOAP door: from an HTTP request to a call of an operation and back, in stages that can refuse, each in
 * a file. It holds no rules and no SQL; its table of operations, sessions and scopes are given to it.
 */
export { createSoapDoor, isSoapTarget, type SoapDoorOptions } from './door.ts';
