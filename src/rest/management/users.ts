import { z } from 'zod';
import {
  brandUser, createBrandUser, deactivateBrandUser, listBrandUsers, reactivateBrandUser, removeBrandUser,
} from '../../access/index.ts';
import { endpoint, type Endpoint } from '../call/index.ts';
import { LINK, linkTo, MANAGED, number, pageQuery, time } from './shared.ts';

const path = '/api/v1/users';
const one = `${path}/{user}`;
const params = z.strictObject({ user: number('user') });
const name = z.string().meta({ description: 'Shown as author of all that it changes', examples: ['webshop'] });

const user = z.object({
  id: number('user'),
  name,
  state: z.enum(['active', 'inactive'])
    .meta({ description: 'inactive: its tokens are refused until it is reactivated' }),
  lastActiveAt: time('Last use of any of its tokens of this brand').nullable(),
  createdAt: time('Since when it has access to this brand'),
}).meta({ id: 'User' });

/** Owners of tokens of the brand; one for each connected system. */
export const userEndpoints: readonly Endpoint[] = [
  endpoint({
    ...MANAGED, method: 'get', path, summary: 'The users of the brand', query: pageQuery,
    answers: { 200: { description: 'By ascending id', schema: z.array(user), headers: LINK } },
    act: async ({ scope, query, origin }) => {
      const { items, next } = await listBrandUsers(scope, query);
      const following = next === undefined ? undefined : { ...query, after: next };
      return { headers: linkTo(origin + path, following), body: items };
    },
  }),
  endpoint({
    ...MANAGED, method: 'post', path, summary: 'Make a user with access to the brand',
    description: 'Names are one per house: one that is taken, by whomever, is refused with 409.',
    body: z.strictObject({ name }).meta({ id: 'NewUser', examples: [{ name: 'webshop' }] }),
    answers: { 201: { description: 'The user', schema: user, headers: { Location: 'Its address' } } },
    act: async ({ scope, body, origin }) => {
      const made = await createBrandUser(scope, body.name);
      return { headers: { Location: `${origin}${path}/${made.id}` }, body: made };
    },
  }),
  endpoint({
    ...MANAGED, method: 'get', path: one, summary: 'One user', params,
    answers: { 200: { description: 'The user', schema: user } },
    act: async ({ scope, params: { user: id } }) => ({ body: await brandUser(scope, id) }),
  }),
  endpoint({
    ...MANAGED, method: 'post', path: `${one}/deactivate`, summary: 'Put a user and its tokens to sleep', params,
    description: 'Refused with 409 for the owner of the token that asks, and for a user who has other brands too.',
    answers: { 200: { description: 'The user, inactive', schema: user } },
    act: async ({ scope, session, params: { user: id } }) =>
      ({ body: await deactivateBrandUser(scope, session, id) }),
  }),
  endpoint({
    ...MANAGED, method: 'post', path: `${one}/reactivate`, summary: 'Wake a user; the same tokens work again', params,
    description: 'Refused with 409 for a user who has other brands too.',
    answers: { 200: { description: 'The user, active', schema: user } },
    act: async ({ scope, params: { user: id } }) => ({ body: await reactivateBrandUser(scope, id) }),
  }),
  endpoint({
    ...MANAGED, method: 'delete', path: one, summary: 'Take the brand from a user', params,
    description: 'Its tokens of the brand are dead for good, and a user without another brand is deleted. '
      + 'Refused with 409 for the owner of the token that asks.',
    answers: { 204: { description: 'Done' } },
    act: async ({ scope, session, params: { user: id } }) => {
      await removeBrandUser(scope, session, id);
      return {};
    },
  }),
];
