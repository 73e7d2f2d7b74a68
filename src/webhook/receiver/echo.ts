import { CUSTOMER_TABLE } from '../../datamodel/index.ts';
import { rawNumber } from '../../exact-json.ts';
import { objectBelow } from './instances.ts';
import type { MadeRecords } from './made-records.ts';
import type { PlannedRecord } from './plan.ts';

/** Names of the members that tell the ids of records. */
export interface IdNames {
  readonly customer: string;
  readonly row: string;
}

/**
 * Adds to each object of a body the id of the record that was made or found for it, as its last member
 * (webhook.md 6); ids of customers are numbers. A member of that name that came with the body gives way.
 * @param body is changed
 */
export function addIds(plan: readonly PlannedRecord[], made: MadeRecords, names: IdNames): void {
  for (const record of plan) {
    const isCustomer = record.table === CUSTOMER_TABLE;
    const name = isCustomer ? names.customer : names.row;
    for (const { id, instance } of made.of(record)) {
      const object = objectBelow(instance.node, record.home);
      if (object === undefined) continue;
      delete object[name];
      object[name] = isCustomer ? rawNumber(id) : id;
    }
  }
}
