import { CUSTOMER_FIELDS } from '../../customer/index.ts';
import { KNOWN_NAMES } from './known-names.ts';

/** What a column may be meant for; a proposal, never more. */
export interface ColumnMatch {
  readonly name: string;
  readonly field: string | null;
  readonly option: string | null;
}

/** Fields that a file may fill. Passwords are named by hand only. */
const FIELDS: ReadonlyMap<string, string> = new Map(
  CUSTOMER_FIELDS.filter(({ kept, kind }) => !kept && kind !== 'password').map(({ name }) => [plainName(name), name]));

/**
 * Finds a field or option of customers for each column by its name: letter case, accents and all but letters and digits
 * do not count. Own names of fields come first, then options, then what else a field is often called. Of columns
 * that mean the same the first gets it.
 * @param options names of the customer options of the brand
 */
export function matchColumns(columns: readonly string[], options: readonly string[]): ColumnMatch[] {
  const byName = new Map(options.map((name) => [plainName(name), name] as const).filter(([key]) => key !== ''));
  const taken = new Set<string>();
  return columns.map((name) => {
    const key = plainName(name);
    const ofOption = FIELDS.has(key) ? undefined : byName.get(key);
    const ofField = FIELDS.get(key) ?? (ofOption === undefined ? KNOWN_NAMES.get(key) : undefined);
    const target = `${ofField === undefined ? 'option' : 'field'} ${ofField ?? ofOption}`;
    if (taken.has(target)) return { name, field: null, option: null };
    if (ofField !== undefined || ofOption !== undefined) taken.add(target);
    return { name, field: ofField ?? null, option: ofOption ?? null };
  });
}

/** Letter case, accents and all but letters and digits do not count. */
export function plainName(name: string): string {
  return name.normalize('NFD').toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '');
}
