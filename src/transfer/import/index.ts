/** Imports: files that are read into customers or rows of the data model, again and again. */
export { importWishType, readImport, type ImportDefinition, type ImportWish } from './definition.ts';
export { findImport, importNotify, listImports } from './find-imports.ts';
export { badRecords, importRuns } from './run/index.ts';
export { lookForImport, type ImportLook } from './look-for-import.ts';
export { mappingOf } from './mapping.ts';
export { changeImport, createImport, removeImport, saveImport } from './save-import.ts';
export { IMPORT_RUN, startImport, startImportRun } from './start-import.ts';
export { IMPORT_TIDY_JOB, maintainImports, tidyImports } from './tidy-imports.ts';
