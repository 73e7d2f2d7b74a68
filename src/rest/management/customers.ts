import { z } from 'zod';
import { pageOfHistory } from '../../customer/index.ts';
import { endpoint, type Endpoint } from '../call/index.ts';
import { LINK, limitOf, linkTo, MANAGED, number, time } from './shared.ts';

const path = '/api/v1/customers/{id}/history';

const entry = z.object({
  changedAt: time('When'),
  act: z.enum(['inserted', 'updated', 'deleted']),
  changedBy: z.string().meta({ description: 'Owner of the token', examples: ['webshop'] }),
  door: z.string().meta({ description: 'By which way: soap, rest, webhook, import ...', examples: ['rest'] }),
  changes: z.record(z.string(), z.array(z.string().nullable())).meta({
    description: 'Field -> [old, new]; options as options.NAME, accounts as accounts.NETWORK. '
      + '[] where values are not kept: of passwords, and of a deleted customer',
    examples: [{ lastname: ['Visser', 'Bakker'] }],
  }),
}).meta({ id: 'CustomerChange' });

/** What happened to a customer; one that is deleted still has it, without values. */
export const customerEndpoints: readonly Endpoint[] = [
  endpoint({
    ...MANAGED, method: 'get', path, summary: 'The changes to a customer, newest first',
    description: 'A deleted customer still has them, without values.',
    params: z.strictObject({ id: number('customer') }),
    query: z.strictObject({
      limit: limitOf('HISTORY_MAX', '100'),
      before: z.string().optional().meta({ description: 'Older ones than the page before; taken from its Link' }),
    }),
    answers: { 200: { description: 'Who changed what, when and by which door', schema: z.array(entry), headers: LINK } },
    act: async ({ scope, params: { id }, query, origin }) => {
      const { items, next } = await pageOfHistory(scope, id, query);
      const following = next === undefined ? undefined : { ...query, before: next };
      return { headers: linkTo(origin + path.replace('{id}', id), following), body: items };
    },
  }),
];
