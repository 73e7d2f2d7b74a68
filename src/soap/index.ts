/*
 * The SOAP door of the house: the contract, its codec, the way of a call from HTTP to an operation, and the
 * operations of each family. A door only translates: rules and SQL are in the rooms that operations call.
 */
export { PAGE_FILES, SOAP_PATH } from './contract/index.ts';
export { createDocs } from './docs.ts';
export { createSoapDoor, isSoapTarget } from './door/index.ts';
export { createOperations } from './operations/index.ts';
