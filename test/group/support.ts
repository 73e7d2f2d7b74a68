import { rows, statement, type Scope } from '../../src/db/index.ts';
import { insertGroup } from '../../src/group/index.ts';

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

const JOBS = statement(`
  select j.payload from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id
  where t.identifier = $2 and j.payload ->> 'brandId' = $1 order by j.id`);

/** Payloads of the jobs of that name that wait for the brand. */
export async function jobsOf({ sql, brand }: Scope, name: string): Promise<object[]> {
  return (await rows<[object]>(sql, JOBS, [brand.id, name])).flat();
}
