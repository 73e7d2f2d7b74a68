import type { Config } from '../../config.ts';
import { rows, statement, type Sql } from '../../db/index.ts';
import { failure } from '../../errors.ts';
import { isAddress } from './address.ts';

type Limits = Pick<Config, 'PAGE_CALLS' | 'PAGE_CALLS_EACH' | 'PAGE_CALLERS' | 'PAGE_WINDOW'>;

const counted = (what: string, from: string) => `
    insert into page_call as c (what, calls, until) select ${what}, 1, now() + $5::int * interval '1 ms' ${from}
    on conflict (what) do update set
      calls = case when c.until <= now() then 1 else c.calls + 1 end,
      until = case when c.until <= now() then excluded.until else c.until end
    returning what, calls, until`;

/** The caller first, then the address: two who count the same wait for each other, never both. */
const COUNT = statement(`
  with by_caller as (${counted('$1', '')}
  ), of_address as (${counted('$2', 'from by_caller where calls <= $3 and $2::text is not null')}
  )
  select what, extract(epoch from until - now()) * 1000 from by_caller where calls > $3
  union all select what, extract(epoch from until - now()) * 1000 from of_address where calls > $4`);

/** Most characters of a caller: behind a proxy it is a text of others. */
const CALLER_LENGTH = 100;

/**
 * Calls of public pages, per caller and per address, in windows of PAGE_WINDOW that begin with a first call: counted
 * in the store, so that all instances count together. Who is over its limit is remembered here and costs the store no
 * work.
 */
export class PageRates {
  readonly #limits: Limits;
  readonly #clock: () => number;
  readonly #refused = new Map<string, number>();

  /** @param clock milliseconds that never go back */
  constructor(limits: Limits, clock: () => number) {
    this.#limits = limits;
    this.#clock = clock;
  }

  /**
   * Counts a call; one that its caller may not make counts for nobody else.
   * @throws {TolkError} PAGE_BUSY with `seconds`
   */
  async take(sql: Sql, caller: string, address: string): Promise<void> {
    const { PAGE_CALLS, PAGE_CALLS_EACH, PAGE_WINDOW } = this.#limits;
    const by = `by ${caller.slice(0, CALLER_LENGTH)}`;
    // What is no address belongs to nobody, and could be of any length.
    const of = isAddress(address) ? `of ${address}` : null;
    this.#refuse(by);
    if (of !== null) this.#refuse(of);
    const values = [by, of, PAGE_CALLS_EACH, PAGE_CALLS, PAGE_WINDOW];
    const [over] = await rows<[what: string, left: string]>(sql, COUNT, values);
    if (over === undefined) return;
    const [what, left] = over;
    if (this.#refused.size >= this.#limits.PAGE_CALLERS) this.#refused.clear();
    this.#refused.set(what, this.#clock() + Number(left));
    this.#refuse(what);
  }

  #refuse(what: string): void {
    const left = (this.#refused.get(what) ?? 0) - this.#clock();
    if (left > 0) throw failure('PAGE_BUSY', { seconds: String(Math.ceil(left / 1000)) });
    this.#refused.delete(what);
  }
}

const TIDY = statement('delete from page_call where until <= now()');

/** Upkeep of the house, each minute: forgets calls whose window has passed. */
export async function maintainPages(sql: Sql): Promise<void> {
  await rows(sql, TIDY, []);
}
