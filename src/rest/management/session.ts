import { z } from 'zod';
import { RIGHTS } from '../../access/index.ts';
import { endpoint, type Endpoint } from '../call/index.ts';
import { MANAGED, number } from './shared.ts';

const session = z.object({
  brand: z.object({
    id: number('brand'),
    name: z.string().meta({ examples: ['acme'] }),
    timeZone: z.string().meta({ description: 'Zone of all times', examples: ['Europe/Amsterdam'] }),
  }),
  user: z.object({ id: number('user'), name: z.string().meta({ examples: ['webshop'] }) })
    .meta({ description: 'Owner of the token, and author of all that is changed with it' }),
  tokenId: number('token'),
  rights: z.array(z.enum(RIGHTS)).meta({ examples: [['data.read', 'data.write']] }),
}).meta({ id: 'Session' });

/** What a token is good for. Any token may ask: it is the first thing that a new user wants to know. */
export const sessionEndpoints: readonly Endpoint[] = [
  endpoint({
    ...MANAGED, right: 'any', method: 'get', path: '/api/v1/session',
    summary: 'What this token opens and allows',
    answers: { 200: { description: 'Brand, owner and rights of the token', schema: session } },
    act: ({ session: { brand: { id, name, timeZone }, user, tokenId, rights } }) =>
      Promise.resolve({ body: { brand: { id, name, timeZone }, user, tokenId, rights: [...rights] } }),
  }),
];
