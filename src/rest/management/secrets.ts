import { z } from 'zod';
import { listSecrets, removeSecret, setSecret } from '../../access/index.ts';
import { endpoint, type Endpoint } from '../call/index.ts';
import { MANAGED, time } from './shared.ts';

const path = '/api/v1/secrets';
const name = z.string().meta({ description: 'Letters, digits, _ and -; letter case counts', examples: ['SHOP_API_KEY'] });
const secret = z.object({
  name, createdBy: z.string(), createdAt: time('When it was set first'),
  modifiedBy: z.string(), modifiedAt: time('When it was set last'),
}).meta({ id: 'Secret' });
const wish = z.strictObject({
  value: z.string().meta({ description: 'Kept sealed and never shown', examples: ['k-4f1c09'] }),
}).meta({ id: 'SecretValue' });
const params = z.strictObject({ name });

/** Secrets of the brand, which campaigns send to other systems. */
export const secretEndpoints: readonly Endpoint[] = [
  endpoint({
    ...MANAGED, method: 'get', path, summary: 'The secrets of the brand, without their values',
    answers: { 200: { description: 'By name', schema: z.array(secret) } },
    act: async ({ scope }) => ({ body: await listSecrets(scope) }),
  }),
  endpoint({
    ...MANAGED, method: 'put', path: `${path}/{name}`, summary: 'Set a secret, or change its value',
    description: 'Campaign objects that call other systems send it where they have {{secret.NAME}}.',
    params, body: wish,
    answers: { 204: { description: 'It is set' } },
    act: async ({ scope, params: { name: called }, body: { value } }) => {
      await setSecret(scope, called, value);
      return {};
    },
  }),
  endpoint({
    ...MANAGED, method: 'delete', path: `${path}/{name}`, summary: 'Remove a secret', params,
    answers: { 204: { description: 'Calls that name it fail from now on' } },
    act: async ({ scope, params: { name: called } }) => {
      await removeSecret(scope, called);
      return {};
    },
  }),
];
