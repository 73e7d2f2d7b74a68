import type { Brand } from '../db/index.ts';

/** The parameters of a statement while its text is written: what people gave becomes a parameter, never text. */
export class Parameters {
  readonly values: unknown[] = [];
  readonly brand: string;
  readonly #zone: string;
  #zonePlace = '';
  #aliases = 0;

  constructor({ id, timeZone }: Brand) {
    this.brand = this.place(id, 'bigint');
    this.#zone = timeZone;
  }

  /** @returns SQL that stands for the value */
  place(value: unknown, type: string): string {
    return `$${this.values.push(value)}::${type}`;
  }

  /** The zone of the brand; PostgreSQL refuses a parameter that no text mentions, so only who asks gets it. */
  zone(): string {
    return this.#zonePlace ||= this.place(this.#zone, 'text');
  }

  /** A name for a table of the statement that no other one has. */
  alias(): string {
    return `r${++this.#aliases}`;
  }
}
