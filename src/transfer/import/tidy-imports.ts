import { clearCustomerStage } from '../../customer/index.ts';
import { clearRowStage } from '../../datamodel/index.ts';
import { rows, statement, type Scope, type TxScope } from '../../db/index.ts';
import { TolkError } from '../../errors.ts';
import { enqueue } from '../../jobs/index.ts';
import { withLocation } from '../location/use-location.ts';
import { fileOfRun, noteErrorFile, notePlace } from './run/index.ts';

/** Job that clears away what runs left that did not come to their end; payload { brandId }. */
export const IMPORT_TIDY_JOB = 'import.tidy';

const LEFT = statement(`
  select f.run_id from import_file f
  left join run r on r.brand_id = $1 and r.id = f.run_id
  where f.brand_id = $1 and f.target is not null
    and (r.id is null or r.ended_at < now() - $2::bigint * interval '1 millisecond')
  order by f.run_id`);

/** Upkeep of a brand: has that cleared away which runs left that ended IMPORT_LEFT ago. */
export async function maintainImports(scope: Scope): Promise<void> {
  const { sql, brand } = scope;
  if ((await leftRuns(scope)).length === 0) return;
  await enqueue(sql, IMPORT_TIDY_JOB, { brandId: brand.id }, { jobKey: `${IMPORT_TIDY_JOB}:${brand.id}` });
}

/**
 * The job `import.tidy`: clears the stage of such runs, and gives up the file of bad records that one began to write.
 * The records themselves go with the run.
 * @throws {AggregateError} what locations said; the others are tidied nevertheless
 */
export async function tidyImports(scope: Scope): Promise<void> {
  const errors: unknown[] = [];
  for (const runId of await leftRuns(scope)) {
    await scope.transaction((tx) => tidy(tx, runId)).catch((error: unknown) => errors.push(error));
  }
  if (errors.length > 0) throw new AggregateError(errors, 'What ended imports left could not be cleared away');
}

async function leftRuns({ sql, brand, limits }: Scope): Promise<string[]> {
  return (await rows<[string]>(sql, LEFT, [brand.id, limits.IMPORT_LEFT])).flat();
}

/** Until this ends nobody can let the run go on. */
const ENDED = statement('select ended_at is not null from run where brand_id = $1 and id = $2 for no key update');

async function tidy(tx: TxScope, runId: string): Promise<void> {
  const [[hasEnded] = [true]] = await rows<[boolean]>(tx.sql, ENDED, [tx.brand.id, runId]);
  const file = await fileOfRun(tx, runId);
  if (!hasEnded || file === undefined) return;
  const { errors, locationId, place } = file;
  if (errors !== undefined) await giveUp(tx, locationId, errors);
  await clearCustomerStage(tx, runId);
  await clearRowStage(tx, runId);
  await noteErrorFile(tx, runId, null);
  await notePlace(tx, runId, place);
}

async function giveUp(tx: TxScope, locationId: string, name: string): Promise<void> {
  try {
    await withLocation(tx, locationId, (store) => store.discard(name));
  } catch (error) {
    if (!(error instanceof TolkError) || error.code !== 'LOCATION_NOT_FOUND') throw error;
  }
}
