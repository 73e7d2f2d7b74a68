/**
 * Files in and out: locations (folders of this machine, SFTP servers) and what travels over them. A location that is a
 * folder lies below TOLK_DATA/files/<brand id>, so several instances need a TOLK_DATA/files that they share.
 */
export {
  checkFileName, pickFiles, resolveName, type FileStore, type OpenedFile, type StoredFile,
} from './files/index.ts';
export { changeLocation, createLocation, deleteLocation } from './location/change-locations.ts';
export {
  LOCATION_KINDS, type Location, type LocationChange, type LocationInput, type LocationSecret,
} from './location/location.ts';
export {
  badRecords, changeImport, createImport, findImport, IMPORT_RUN, IMPORT_TIDY_JOB, importNotify, importRuns,
  importWishType, listImports, lookForImport, maintainImports, readImport, removeImport, saveImport, startImport,
  tidyImports, type ImportDefinition, type ImportLook, type ImportWish,
} from './import/index.ts';
export {
  customerImports, customersOfImport, customersOfRun, nextMerged, NO_STEP, OUTCOME_PARTS, type MergedCustomers,
  type OutcomePart,
} from './import/outcome.ts';
export {
  customersOfRunPage, IMPORT_CUSTOMERS, importCustomersQuery, importCustomersSource,
} from './import/outcome-page.ts';
export { listLocationFiles, type ListedFile } from './location/list-files.ts';
export { findLocation, listLocations } from './location/location-row.ts';
export { openFile } from './location/open-file.ts';
export { openLocation } from './location/open-location.ts';
export { CHARSETS, FILE_KINDS, formatWishType, lookAt, readFormatWish, type FileLook } from './read/index.ts';
export { putFile, withLocation } from './location/use-location.ts';
export {
  changeTrigger, createTrigger, FILE_STATES, findTrigger, isTriggerCalled, listTriggerFiles, listTriggers,
  maintainTriggers,
  pollTriggers, readTrigger, removeTrigger, saveTrigger, settleLater, settleTrigger, TRIGGER_POLL_JOB,
  TRIGGER_SETTLE_JOB, triggerOfRun, triggerWishType, type ListedTriggerFile, type Trigger, type TriggerWish,
} from './trigger/index.ts';
export { testLocation, type LocationTest } from './location/test-location.ts';
