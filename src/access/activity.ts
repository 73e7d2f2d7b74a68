import { rows, statement, type Store } from '../db/index.ts';

export interface Use {
  readonly brandId: string;
  readonly tokenId: string;
  readonly userId: string;
}

// Rows are locked in the order of their keys, so that instances that write at once wait for each other and
// never in a circle; greatest() keeps the later time whoever comes last.
const LAST_USED = statement(`
  with used as (
    select t.brand_id, t.id, now() - u.age * interval '1 millisecond' as at
    from (
      select brand_id, id, min(age) as age
      from unnest($1::bigint[], $2::bigint[], $3::float8[]) as given(brand_id, id, age)
      group by brand_id, id
    ) as u
    join token t on t.brand_id = u.brand_id and t.id = u.id
    order by t.brand_id, t.id
    for no key update of t
  )
  update token t set last_used_at = greatest(t.last_used_at, used.at)
  from used where t.brand_id = used.brand_id and t.id = used.id`);

const LAST_ACTIVE = statement(`
  with active as (
    select o.id, now() - u.age * interval '1 millisecond' as at
    from (
      select id, min(age) as age from unnest($1::bigint[], $2::float8[]) as given(id, age) group by id
    ) as u
    join app_user o on o.id = u.id
    order by o.id
    for no key update of o
  )
  update app_user o set last_active_at = greatest(o.last_active_at, active.at)
  from active where o.id = active.id`);

/** When tokens were used, kept in memory and written in batches: two statements for any number of calls. */
export class Activity {
  readonly #sql: Store;
  readonly #clock: () => number;
  #uses = new Map<Use, number>();

  /** @param clock milliseconds that never go back */
  constructor(sql: Store, clock: () => number) {
    this.#sql = sql;
    this.#clock = clock;
  }

  /** Notes a use now. Runs at every call: the same object again costs no memory. */
  used(use: Use): void {
    this.#uses.set(use, this.#clock());
  }

  /** Writes what was used since the last time. What cannot be written is kept for the next. */
  async flush(): Promise<void> {
    if (this.#uses.size === 0) return;
    const uses = this.#uses;
    this.#uses = new Map();
    const now = this.#clock();
    const ages = [...uses.values()].map((at) => now - at);
    const column = (name: keyof Use) => [...uses.keys()].map((use) => use[name]);
    try {
      await rows(this.#sql, LAST_USED, [column('brandId'), column('tokenId'), ages]);
      await rows(this.#sql, LAST_ACTIVE, [column('userId'), ages]);
    } catch (error) {
      this.#uses = new Map([...uses, ...this.#uses]);
      throw error;
    }
  }
}
