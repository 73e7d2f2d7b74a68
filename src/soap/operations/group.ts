import {
  addMember, addMembers, allGroups, blankGroup, calculateGroups, childrenOfGroup, deleteGroup, groupById,
  groupMembersSource, groupsByExample, insertGroup, membership, moveGroup, parentOfGroup, removeMember,
  updateGroup, upsertGroup,
} from '../../group/index.ts';
import type { Family } from '../operation.ts';
import { given } from './given.ts';
import type { OperationParts } from './parts.ts';

/**
 * group_* (soap.md 7). Where a group or a customer is given as an object, only its id matters; an object
 * without one is not found (213), a missing object is a missing parameter (105).
 */
export const groupOperations = ({ resources }: OperationParts) => ({
  group_addMember: {
    right: 'data.write',
    act: async ({ scope }, { group, customer }) => {
      const { id: groupId } = given('group', group);
      await addMember(scope, { groupId, customerId: given('customer', customer).id });
      return true;
    },
  },
  group_addMembersInBulk: {
    right: 'data.write',
    act: async ({ scope }, { group, customers = [] }) => {
      await addMembers(scope, given('group', group).id, customers.map((customer) => customer.id));
      return true;
    },
  },
  group_calculate: {
    right: 'data.write',
    act: async ({ scope }) => {
      await calculateGroups(scope);
      return true;
    },
  },
  group_create: {
    right: 'data.read',
    act: () => blankGroup(),
  },
  group_delete: {
    right: 'data.write',
    act: async ({ scope }, { groupId }) => {
      await deleteGroup(scope, given('groupId', groupId));
      return true;
    },
  },
  group_getAll: {
    right: 'data.read',
    act: ({ scope }) => allGroups(scope),
  },
  group_getById: {
    right: 'data.read',
    act: ({ scope }, { groupId }) => groupById(scope, given('groupId', groupId)),
  },
  group_getByObject: {
    right: 'data.read',
    act: ({ scope }, { group }) => groupsByExample(scope, given('group', group)),
  },
  group_getChildren: {
    right: 'data.read',
    act: ({ scope }, { group }) => childrenOfGroup(scope, given('group', group).id),
  },
  group_getMembers: {
    right: 'data.read',
    act: async ({ scope }, { groupId, recursive = false }) => {
      const source = await groupMembersSource(scope, given('groupId', groupId), recursive);
      return resources.createSet(scope, 'CUSTOMER_SET', source);
    },
  },
  group_getParent: {
    right: 'data.read',
    act: ({ scope }, { group }) => parentOfGroup(scope, given('group', group).id),
  },
  group_hasMember: {
    right: 'data.read',
    act: ({ scope }, { groupId, customerId, includeSubGroups = false }) => membership(scope, {
      groupId: given('groupId', groupId),
      customerId: given('customerId', customerId),
      withSubgroups: includeSubGroups,
    }),
  },
  group_insert: {
    right: 'data.write',
    act: ({ scope }, { group }) => insertGroup(scope, given('group', group)),
  },
  group_move: {
    right: 'data.write',
    act: ({ scope }, { group, newParentId }) =>
      moveGroup(scope, { groupId: given('group', group).id, newParentId }),
  },
  group_removeMember: {
    right: 'data.write',
    act: ({ scope }, { group, customer }) =>
      removeMember(scope, { groupId: given('group', group).id, customerId: given('customer', customer).id }),
  },
  group_update: {
    right: 'data.write',
    act: ({ scope }, { group }) => updateGroup(scope, given('group', group)),
  },
  group_upsert: {
    right: 'data.write',
    act: ({ scope }, { group }) => upsertGroup(scope, given('group', group)),
  },
}) satisfies Family<'group'>;
