/**
 * Files in and out: locations (folders of this machine, SFTP servers) and what travels over them. A location that is a
 * folder lies below TOLK_DATA/files/<brand id>, so several instances need a TOLK_DATA/files that they share.
 */
export { exportWishType, readExport, type ExportDefinition, type ExportWish } from './export/definition.ts';
export { EXPORT_TIDY_JOB, maintainExports, tidyExports } from './export/export-file.ts';
export { EXPORT_RUN, exportRuns, startExport } from './export/export-run.ts';
export { findExport, listExports } from './export/find-exports.ts';
export { changeExport, createExport, removeExport, saveExport } from './export/save-export.ts';
export { pickFiles, resolveName, type FileStore, type StoredFile } from './files/index.ts';
export { changeLocation, createLocation, deleteLocation } from './location/change-locations.ts';
export {
  LOCATION_KINDS, type Location, type LocationChange, type LocationInput, type LocationSecret,
} from './location/location.ts';
export { listLocationFiles, type ListedFile } from './location/list-files.ts';
export { findLocation, listLocations } from './location/location-row.ts';
export { CHARSETS, FILE_KINDS, formatWishType, lookAt, readFormatWish, type FileLook } from './read/index.ts';
export { putFile, withLocation } from './location/use-location.ts';
export { testLocation, type LocationTest } from './location/test-location.ts';
