/*
 * What each operation of the contract does: one file per family, put together here. An operation that is
 * missing, or whose arguments or answer differ from the WSDL, does not compile.
 */
import type { OperationTable } from '../operation.ts';
import { accountOperations } from './account.ts';
import {
  campaignObjectStatisticsOperations, campaignObjectStatisticsOptionOperations, campaignStatisticsOperations,
} from './campaign-statistics.ts';
import { campaignOperations } from './campaign.ts';
import { customerOperations } from './customer.ts';
import { customerSetOperations } from './customer-set.ts';
import { groupOperations } from './group.ts';
import { operationsNotOffered } from './not-offered.ts';
import type { OperationParts } from './parts.ts';
import { resourceOperations } from './resource.ts';

/** All operations of the contract (soap-operations.tsv), those not offered too. */
export function createOperations(parts: OperationParts) {
  return {
    ...accountOperations,
    ...campaignObjectStatisticsOperations,
    ...campaignObjectStatisticsOptionOperations(parts),
    ...campaignOperations(parts),
    ...campaignStatisticsOperations(parts),
    ...customerOperations(parts),
    ...customerSetOperations(parts),
    ...groupOperations(parts),
    ...operationsNotOffered,
    ...resourceOperations(parts),
  } satisfies OperationTable;
}
