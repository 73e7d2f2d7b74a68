import { z } from 'zod';
import { customersOfRunPage, OUTCOME_PARTS } from '../../transfer/index.ts';
import { endpoint, type Endpoint } from '../call/index.ts';
import { LINK, linkTo, number, pageQuery } from '../management/index.ts';

const path = '/api/v1/runs/{run}/customers';

const which = z.enum(OUTCOME_PARTS).default('all').meta({
  description: 'new: those it made; updated: those it found and changed; all: both, and those found as the file has them',
});

/** Whom runs of imports made and met. */
export const runCustomerEndpoints: readonly Endpoint[] = [
  endpoint({
    tag: 'Runs', credentials: 'bearer', right: 'manage', method: 'get', path,
    summary: 'The customers that a run of an import made and met',
    description: 'Also while it is at work: of its finished steps. Customers deleted since are left out, so a page may be '
      + 'shorter than its limit. A run that imports no customers has none.',
    params: z.strictObject({ run: number('run') }),
    query: pageQuery.extend({ which }),
    answers: { 200: { description: 'Numbers, ascending', schema: z.array(number('customer')), headers: LINK } },
    act: async ({ scope, params: { run }, query, origin }) => {
      const { ids, next } = await customersOfRunPage(scope, run, query);
      const following = next === undefined ? undefined : { ...query, after: next };
      return { headers: linkTo(origin + path.replace('{run}', run), following), body: ids };
    },
  }),
];
