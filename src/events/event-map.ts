/** What happens in rooms that others may want to know. Ids are those of the publisher's brand. */
export interface EventMap {
  /** Customers were written. */
  'customer.changed': { readonly customerIds: readonly string[]; readonly kind: 'inserted' | 'updated' };
  /** Customers are being deleted in this transaction. */
  'customer.deleted': { readonly customerIds: readonly string[] };
  /** Customers became members of a group. */
  'group.entered': { readonly groupId: string; readonly customerIds: readonly string[] };
  /** Customers are members no more. Not told one by one when the group itself goes. */
  'group.left': { readonly groupId: string; readonly customerIds: readonly string[] };
  /** Groups, and all below them, are gone for every reader. */
  'group.deleted': { readonly groupIds: readonly string[] };
}

export type EventName = keyof EventMap;
