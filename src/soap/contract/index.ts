/*
 * The contract: what wsdl/clang-1.24.wsdl declares, as a model that the codec is compiled from, and as the
 * WSDL text of each version. Nothing else in the house knows how a WSDL looks.
 */
export type { ComplexType, Contract, Field, Operation, Simple } from './shapes.ts';
export { contract } from './contract.ts';
export { contractOfVersion, NEWEST, VERSIONS, versionOf } from './versions.ts';
export { SOAP_PATH, wsdlText } from './wsdl-text.ts';
export { docsPage, landingPage, PAGE_FILES, type OperationFacts } from './pages/index.ts';
