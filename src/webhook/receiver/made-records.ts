import type { Instance } from './instances.ts';
import type { PlannedRecord } from './plan.ts';

/** What a record of the body became. */
export interface Made {
  /** customer.id, or the id of a row as addresses show it. */
  readonly id: string;
  /** Address of the record in the data model: customer/clang_42/stay/clang_69a7... */
  readonly address: readonly string[];
  readonly instance: Instance;
}

/** The records of a call that are stored by now, found by where they stand in the body. */
export class MadeRecords {
  readonly #made = new Map<PlannedRecord, Map<string, Made>>();

  add(record: PlannedRecord, made: Made): void {
    const all = this.#made.get(record) ?? new Map<string, Made>();
    this.#made.set(record, all.set(made.instance.places.join(), made));
  }

  /** The record of a kind around an instance; undefined: the body does not have it. */
  around(record: PlannedRecord, { places }: Instance): Made | undefined {
    const items = record.scope.filter((step) => step === null).length;
    return this.#made.get(record)?.get(places.slice(0, items).join());
  }

  get isEmpty(): boolean {
    return this.#made.size === 0;
  }

  *of(record: PlannedRecord): Generator<Made> {
    yield* this.#made.get(record)?.values() ?? [];
  }
}
