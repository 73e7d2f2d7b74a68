import { createScope, rows, statement, type Brand, type Publisher, type Scope, type Store } from '../../src/db/index.ts';
import { readConfig } from '../../src/config.ts';
import { TolkError } from '../../src/errors.ts';
import { insertGroup } from '../../src/group/index.ts';

/** What was published, in order. */
export class Heard implements Publisher {
  readonly events: { name: string; payload: object }[] = [];

  publish(_scope: Scope, name: string, payload: object): Promise<void> {
    this.events.push({ name, payload });
    return Promise.resolve();
  }
}

interface ScopeWish {
  readonly events?: Publisher;
  /** As in the environment. */
  readonly settings?: Readonly<Record<string, string>>;
  readonly actor?: string;
}

/** The scope of a call over SOAP. */
export function scopeOf(sql: Store, brand: Brand, { events, settings = {}, actor = 'tester' }: ScopeWish = {}): Scope {
  return createScope({
    sql, brand, actor: { name: actor, door: 'soap' }, events: events ?? new Heard(), limits: readConfig(settings),
  });
}

/** Stores blank customers. @returns their ids, ascending */
export async function makeCustomers({ sql, brand }: Scope, count: number): Promise<string[]> {
  const { rows } = await sql.raw<{ rows: { id: string }[] }>(
    `insert into customer (brand_id, created_by, modified_by)
     select ?, 'tester', 'tester' from generate_series(1, ?) returning id`, [brand.id, count],
  );
  return rows.map(({ id }) => id);
}

/** Stores a group. @returns its id */
export async function makeGroup(scope: Scope, name: string, parentId?: string): Promise<string> {
  return (await insertGroup(scope, { name, parentId })).id;
}

/** What a call was refused with: `213 Group 7 not found`. A fault of ours passes through. */
export async function faultOf(call: Promise<unknown>): Promise<string> {
  try {
    await call;
  } catch (error) {
    if (error instanceof TolkError) return `${error.row.fault} ${error.message}`;
    throw error;
  }
  return 'no fault';
}

const JOBS = statement(`
  select j.payload from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id
  where t.identifier = $2 and j.payload ->> 'brandId' = $1 order by j.id`);

/** Payloads of the jobs of that name that wait for the brand. */
export async function jobsOf({ sql, brand }: Scope, name: string): Promise<object[]> {
  return (await rows<[object]>(sql, JOBS, [brand.id, name])).flat();
}
