/** A run of an import: one file, phase after phase (pick, stage, merge, errors, archive), each to be repeated. */
export { badRecords } from './bad-records.ts';
export { fileOfRun, noteErrorFile, notePlace } from './file-of-run.ts';
export { importRuns } from './import-run.ts';
