/**
 * Profiles: saved conditions on customers, their options, groups and rows of the data model (a segment). A profile is
 * one query, made anew at each use from what the names in it mean then; when one of them is gone it is refused, and
 * never selects others than were meant.
 */
export { countOfProfile, pageOfProfile, type CustomerPage, type CustomerPageWish } from './customers.ts';
export { findProfile, listProfiles, type FullProfile, type Profile } from './profile.ts';
export { checkRowCondition, pickRows, type PickedRow, type RowsFrom, type RowsWish } from './pick-rows.ts';
export {
  conditionQuery, customersAmong, isStale, PROFILE_MEMBERS, profileMembersQuery, profileMembersSource, profileQuery,
} from './query.ts';
export { changeProfile, createProfile, removeProfile, saveProfile, type ProfileWish } from './save.ts';
