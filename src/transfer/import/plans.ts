import type { UniqueNames } from '../../customer/index.ts';
import type { CustomersTarget, RowsTarget } from './definition.ts';

/** What an import does with customers. */
export interface CustomerPlan extends Pick<CustomersTarget, 'mode' | 'emptyCells'> {
  readonly fields: readonly string[];
  readonly options: readonly string[];
  readonly unique: UniqueNames;
  readonly fresh: Partial<Record<'optIn' | 'smsOptIn' | 'trackOptIn', 'Y' | 'N'>>;
}

/** What an import does with rows of the data model. */
export interface RowPlan extends Pick<RowsTarget, 'mode' | 'emptyCells' | 'table' | 'unique'> {
  /** From the top down. */
  readonly parent: readonly { readonly of: string; readonly by: string }[];
  readonly columns: readonly string[];
}
