/**
 * Exports: customers and rows written to files at a location, by hand and by schedule. A file is written whole under a
 * name that was chosen once, or not at all.
 */
export { exportWishType, readExport, type ExportDefinition, type ExportWish } from './definition.ts';
export { EXPORT_TIDY_JOB, maintainExports, tidyExports } from './export-file.ts';
export { EXPORT_RUN, exportRuns, startExport, startExportOf } from './export-run.ts';
export { exportNotify, findExport, findExportOfCustomers, listExports } from './find-exports.ts';
export { changeExport, createExport, removeExport, saveExport } from './save-export.ts';
