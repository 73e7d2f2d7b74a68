/** Runs of imports as the store has them, with whom they made and met. */
import { insertCustomer } from '../../src/customer/index.ts';
import { rows, statement, type Scope } from '../../src/db/index.ts';
import { createImport, createLocation, listLocations, type ImportDefinition } from '../../src/transfer/index.ts';
import { noteOutcome, type MergedCustomers } from '../../src/transfer/import/outcome.ts';
import { importOf } from './import-support.ts';

const RUN = statement(`
  insert into run (brand_id, kind, subject_id, name, state, started_by, door, started_at, ended_at)
  values ($1, 'import', $2, 'members', $3, 'x', 'rest', now() - make_interval(days => $4::int),
    case when $3 not in ('queued', 'running') then now() end)
  returning id`);

export interface NotedRun {
  readonly importId: string;
  readonly state?: string;
  readonly daysAgo?: number;
}

/** A run of an import, with what each of its steps has merged. */
export async function notedRun(
  scope: Scope, { importId, state = 'done', daysAgo = 0 }: NotedRun, ...steps: readonly Partial<MergedCustomers>[]
): Promise<string> {
  const [[runId] = ['']] = await rows<[string]>(scope.sql, RUN, [scope.brand.id, importId, state, daysAgo]);
  for (const [index, step] of steps.entries()) {
    const merged = { last: index + 1, inserted: [], updated: [], unchanged: [], ...step };
    await scope.transaction((tx) => noteOutcome(tx, { runId, importId }, merged));
  }
  return runId;
}

export async function someCustomers(scope: Scope, count: number): Promise<string[]> {
  const ids: string[] = [];
  for (let made = 0; made < count; made++) ids.push((await insertCustomer(scope, {})).id);
  return ids;
}

/** An import that is never run; what is given goes over one of customers. */
export async function someImport(
  scope: Scope, wish: Readonly<Record<string, unknown>> = {},
): Promise<ImportDefinition> {
  const isThere = (await listLocations(scope)).some(({ name }) => name === 'in');
  if (!isThere) await createLocation(scope, { name: 'in', kind: 'folder', path: 'in' });
  return createImport(scope, importOf(wish));
}
