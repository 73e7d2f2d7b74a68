/** What happens in rooms that others may want to know. Ids are those of the publisher's brand. */
export interface EventMap {
  /** Customers were written. */
  'customer.changed': { readonly customerIds: readonly string[]; readonly kind: 'inserted' | 'updated' };
  /**
   * Customers are about to be deleted in this transaction, and not locked yet: whoever locks something of theirs before
   * the customers when it works, locks it here. They may turn out not to be there.
   */
  'customer.deleting': { readonly customerIds: readonly string[] };
  /** Customers are being deleted in this transaction. */
  'customer.deleted': { readonly customerIds: readonly string[] };
  /** Customers became members of a group. */
  'group.entered': { readonly groupId: string; readonly customerIds: readonly string[] };
  /** Customers are members no more. Not told one by one when the group itself goes. */
  'group.left': { readonly groupId: string; readonly customerIds: readonly string[] };
  /** Groups, and all below them, are gone for every reader. */
  'group.deleted': { readonly groupIds: readonly string[] };
  /** Customers have begun a way in a campaign, or were put into it without one: `flowId` is null then. */
  'campaign.entered': {
    readonly campaignId: string; readonly name: string; readonly flowId: string | null;
    readonly customerIds: readonly string[];
  };
  /**
   * Customers have no way to go in a campaign any more: it has ended, or was cancelled because they were taken out or
   * the campaign was stopped. Not told one by one when the campaign or the customer itself goes.
   */
  'campaign.left': {
    readonly campaignId: string; readonly name: string; readonly reason: 'ended' | 'removed' | 'stopped';
    readonly customerIds: readonly string[];
  };
  /** A run has come to its end, good or bad; one that waits for its next try has not. */
  'run.ended': {
    readonly runId: string; readonly kind: string; readonly subjectId: string | null; readonly name: string;
    readonly state: 'done' | 'failed' | 'dead' | 'cancelled';
  };
  /** A certificate of the brand expires soon; `validTo` is in the brand's zone. */
  'certificate.expiring': { readonly certificateId: string; readonly name: string; readonly validTo: string };
}

export type EventName = keyof EventMap;
