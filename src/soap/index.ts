/*
 * The SOAP door of the house: the contract, its codec, the way of a call from HTTP to an operation, and the
 * operations of each family. A door only translates: rules and SQL are in the rooms that operations call.
 */
export { contract, PAGE_FILES, soapAddress, SOAP_PATH } from './contract/index.ts';
export { createDocs } from './docs.ts';
export { createSoapDoor, isSoapTarget, type SoapDoorOptions } from './door/index.ts';
export { createOperations } from './operations/index.ts';
