/**
 * The group tree and who is in which group (soap.md 7). Counts are exact at once without a hot row, the tree
 * cannot get a circle however many change it at the same time, and a deleted subtree is out of every answer
 * before its rows are removed.
 */
export type { Group } from './group.ts';
export { groupById } from './group.ts';
export { allGroups, childrenOfGroup, groupsByExample, groupsOfCustomer, parentOfGroup } from './lists.ts';
export { blankGroup, insertGroup, updateGroup, upsertGroup } from './write.ts';
export { moveGroup } from './move.ts';
export { deleteGroup } from './remove.ts';
export { addMember, addMembers, forgetCustomers, removeMember, removeMembers } from './members.ts';
export { membership } from './membership.ts';
export { GROUP_MEMBERS, groupMembersQuery, groupMembersSource, knownGroups, memberCondition } from './source.ts';
export { calculateGroups, maintainGroups, RECOUNT_JOB, recountGroups } from './count.ts';
export { PURGE_JOB, purgeGroups } from './purge.ts';
