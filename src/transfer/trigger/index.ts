/**
 * CSV triggers: a file that is put into Upload is imported as soon as it is whole, and goes by way of Active to Done or
 * Failed (imports-exports.md 4). A move is the lock: of several instances one takes a file.
 */
export { readTrigger, triggerWishType, type Trigger, type TriggerWish } from './definition.ts';
export { findTrigger, listTriggers } from './find-triggers.ts';
export { FILE_STATES, listTriggerFiles, type ListedTriggerFile } from './list-files.ts';
export { maintainTriggers, pollTriggers, TRIGGER_POLL_JOB } from './poll.ts';
export { changeTrigger, createTrigger, removeTrigger, saveTrigger } from './save-trigger.ts';
export { settleLater, settleTrigger, TRIGGER_SETTLE_JOB } from './settle.ts';
export { isTriggerCalled, triggerOfRun } from './trigger-of-run.ts';
