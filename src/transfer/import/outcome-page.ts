import { z } from 'zod';
import { canBeId } from '../../customer/index.ts';
import { rows, statement, type Scope } from '../../db/index.ts';
import { failure } from '../../errors.ts';
import type { IdQuery, SourceRequest } from '../../resource/index.ts';
import { runById } from '../../schedule/index.ts';
import { customersOfRun, OUTCOME_PARTS, type OutcomePart } from './outcome.ts';

/** Name under which app.ts registers importCustomersQuery. */
export const IMPORT_CUSTOMERS = 'import.customers';

const params = z.object({ run: z.string(), which: z.enum(OUTCOME_PARTS) });

/** What a set of the customers of a run is made from. @throws {TolkError} RUN_NOT_FOUND */
export async function importCustomersSource(scope: Scope, run: string, which: OutcomePart): Promise<SourceRequest> {
  const { id } = await runById(scope, run);
  return { kind: IMPORT_CUSTOMERS, params: { run: id, which } satisfies z.infer<typeof params> };
}

/** The query for `import.customers`. */
export function importCustomersQuery({ brand }: Scope, given: unknown): IdQuery {
  const { run, which } = params.parse(given);
  const customers = customersOfRun({ brand: '$1', run: '$2' }, which);
  return {
    text: `select c.id from customer c where c.brand_id = $1 and c.id in (${customers})`, values: [brand.id, run],
  };
}

interface OutcomePage {
  /** Ascending. */
  readonly ids: readonly string[];
  /** What to give as `after` for more; undefined: that was all. */
  readonly next: string | undefined;
}

/** First the page, then who of it is still there: not every customer of a large run is looked up for each page. */
const page = (which: OutcomePart) => statement(`
  select page.id, exists (select from customer c where c.brand_id = $1 and c.id = page.id)
  from (
    select distinct found.id from (${customersOfRun({ brand: '$1', run: '$2' }, which)}) as found(id)
    where found.id > $3 order by found.id limit $4
  ) as page
  order by page.id`);

const PAGES = { all: page('all'), new: page('new'), updated: page('updated') } as const;

/**
 * The customers that a run of an import made and met, a page at a time; those deleted since are left out, so a page may
 * be shorter than its limit. A run that does anything else has none.
 * @param wish.limit 1 to LIST_MAX, default as many
 * @param wish.after `next` of the page before
 * @throws {TolkError} RUN_NOT_FOUND, FIELD_VALUE (limit, after)
 */
export async function customersOfRunPage(
  scope: Scope, run: string,
  { which, limit = scope.limits.LIST_MAX, after = '0' }: {
    readonly which: OutcomePart; readonly limit?: number | undefined; readonly after?: string | undefined;
  },
): Promise<OutcomePage> {
  const { sql, brand, limits: { LIST_MAX: most } } = scope;
  if (!(Number.isInteger(limit) && limit >= 1 && limit <= most)) {
    throw failure('FIELD_VALUE', { field: 'limit', why: `is not between 1 and ${most}`, value: String(limit) });
  }
  if (!canBeId(after)) throw failure('FIELD_VALUE', { field: 'after', why: 'is no id of a customer', value: after });
  const { id } = await runById(scope, run);
  const found = await rows<[id: string, isThere: boolean]>(sql, PAGES[which], [brand.id, id, after, limit + 1]);
  const shown = found.slice(0, limit);
  return {
    ids: shown.flatMap(([customer, isThere]) => (isThere ? [customer] : [])),
    next: found.length > limit ? shown.at(-1)?.[0] : undefined,
  };
}
