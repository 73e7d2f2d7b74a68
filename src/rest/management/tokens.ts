import { z } from 'zod';
import {
  createBrandToken, DEFAULT_RIGHTS, pageOfTokens, revokeBrandToken, RIGHTS, tokenActs, tokenById, type ListedToken,
} from '../../access/index.ts';
import { endpoint, type Endpoint } from '../call/index.ts';
import { LINK, linkTo, MANAGED, number, pageQuery, time } from './shared.ts';

const path = '/api/v1/tokens';
const one = `${path}/{token}`;
const params = z.strictObject({ token: number('token') });

const rights = z.array(z.enum(RIGHTS));
const allow = z.array(z.string())
  .meta({ description: 'Addresses and networks it may be used from; empty: everywhere', examples: [['192.0.2.0/24']] });
const label = z.string().meta({ description: 'To know it by', examples: ['till in Utrecht'] });

const token = z.object({
  id: number('token'),
  user: z.object({ id: number('user'), name: z.string() }).meta({ description: 'Its owner' }),
  label,
  state: z.enum(['pending', 'active', 'suspended', 'expired', 'revoked'])
    .meta({ description: 'Only active is accepted; suspended: its owner is inactive' }),
  rights, allow,
  createdAt: time('When it was made'),
  activeFrom: time('Refused before'),
  expiresAt: time('Refused from then on').nullable(),
  lastUsedAt: time('Last use').nullable(),
}).meta({ id: 'Token' });

const acts = z.array(z.object({
  act: z.enum(['created', 'activated', 'suspended', 'revived', 'expired', 'revoked']),
  at: time('When'),
  actor: z.string().meta({ description: 'Who did it' }),
  door: z.string().meta({ description: 'By which way', examples: ['rest'] }),
})).meta({ description: 'What happened to it, oldest first; of many the newest HISTORY_MAX' });

const wish = z.strictObject({
  user: number('user who is to own it'),
  rights: rights.optional().meta({ description: `Default: ${DEFAULT_RIGHTS.join(', ')}` }),
  expires: z.string().optional()
    .meta({ description: 'YYYY-MM-DD or YYYY-MM-DD HH:MM in the zone of the brand; default: never' }),
  allow: allow.optional(),
  label: label.optional(),
}).meta({
  id: 'NewToken',
  examples: [{ user: '12', rights: ['data.read', 'data.write'], expires: '2030-12-31', label: 'till in Utrecht' }],
});

/** Tokens of the brand; their text is in the answer that makes one and nowhere else. */
export const tokenEndpoints: readonly Endpoint[] = [
  endpoint({
    ...MANAGED, method: 'get', path, summary: 'The tokens of the brand, dead ones too', query: pageQuery,
    answers: { 200: { description: 'By ascending id', schema: z.array(token), headers: LINK } },
    act: async ({ scope, query, origin }) => {
      const { items, next } = await pageOfTokens(scope, query);
      const following = next === undefined ? undefined : { ...query, after: next };
      return { headers: linkTo(origin + path, following), body: items.map(shown) };
    },
  }),
  endpoint({
    ...MANAGED, method: 'post', path, summary: 'Make a token for a user of the brand',
    description: 'The text of the token is in this answer and nowhere else. '
      + 'Whoever has `manage` may give every right, `manage` too.',
    body: wish,
    answers: {
      201: {
        description: 'The token, with its text',
        schema: token.extend({ token: z.string().meta({ examples: ['018f6f0e-0d5c-4c6e-9f3a-2b7f5a1c9d10'] }) })
          .meta({ id: 'MadeToken' }),
        headers: { Location: 'Its address' },
      },
    },
    act: async ({ scope, body: { user: userId, ...input }, origin }) => {
      const { made, text } = await createBrandToken(scope, { userId, ...input });
      return { headers: { Location: `${origin}${path}/${made.id}` }, body: { ...shown(made), token: text } };
    },
  }),
  endpoint({
    ...MANAGED, method: 'get', path: one, summary: 'One token, and what happened to it', params,
    answers: {
      200: { description: 'The token with its acts', schema: token.extend({ acts }).meta({ id: 'TokenWithActs' }) },
    },
    act: async ({ scope, params: { token: id } }) => {
      const { sql, brand, limits } = scope;
      const found = await tokenById(scope, id);
      return { body: { ...shown(found), acts: await tokenActs(sql, brand.id, id, limits.HISTORY_MAX) } };
    },
  }),
  endpoint({
    ...MANAGED, method: 'delete', path: one, summary: 'End a token for good', params,
    description: 'Refused with 409 for the token that asks.',
    answers: { 204: { description: 'It is revoked' } },
    act: async ({ scope, session, params: { token: id } }) => {
      await revokeBrandToken(scope, session, id);
      return {};
    },
  }),
];

/** A token as the schema has it. */
function shown({ id, userId, user, ...rest }: ListedToken): object {
  return { id, user: { id: userId, name: user }, ...rest };
}
