import { z } from 'zod';
import type { Scope } from '../../db/index.ts';
import {
  changeProfile, conditionQuery, countOfProfile, createProfile, findProfile, listProfiles, pageOfProfile, profileQuery,
  removeProfile,
} from '../../profile/index.ts';
import { endpoint, type Endpoint } from '../call/index.ts';
import { LINK, limitOf, linkTo, number, time } from '../management/index.ts';

const PROFILES = { tag: 'Profiles', credentials: 'bearer', right: 'manage' } as const;
const path = '/api/v1/profiles';
const one = `${path}/{profile}`;
const params = z.strictObject({
  profile: z.string().meta({ description: 'Number or name of the profile', examples: ['12'] }),
});

const EXAMPLE = {
  and: [
    { field: 'city', in: ['Delft', 'Leiden'] },
    { rows: 'stay', where: { column: 'arrival', withinNext: { days: 7 } } },
    { not: { group: 12, subgroups: true } },
  ],
};

const name = z.string().meta({ description: 'One per brand; not digits alone', examples: ['Bikers next week'] });
const condition = z.record(z.string(), z.unknown()).meta({
  id: 'Condition', examples: [EXAMPLE],
  description: '`{"and":[..]}`, `{"or":[..]}`, `{"not":..}`, `{"field":..}`, `{"option":..}`, `{"group":..}`, '
    + '`{"import":..}` or `{"rows":..}` with what is asked of it; docs/rest.md has the grammar',
});

const listed = z.object({
  id: number('profile'), name,
  createdBy: z.string(), createdAt: time('When it was made'),
  modifiedBy: z.string(), modifiedAt: time('When it was last changed'),
}).meta({ id: 'ListedProfile' });
const profile = listed.extend({ condition }).meta({ id: 'Profile' });
const wish = z.strictObject({ name, condition })
  .meta({ id: 'ProfileWish', examples: [{ name: 'Bikers next week', condition: EXAMPLE }] });
const count = z.object({ count: z.int().meta({ description: 'Customers for whom it holds now', examples: [1204] }) })
  .meta({ id: 'CustomerCount' });

const counted = async (scope: Scope, query: Parameters<typeof countOfProfile>[1]) =>
  ({ body: { count: Number(await countOfProfile(scope, query)) } });

/** Saved conditions of the brand; each is looked at anew at every use. */
export const profileEndpoints: readonly Endpoint[] = [
  endpoint({
    ...PROFILES, method: 'get', path, summary: 'The profiles of the brand',
    answers: { 200: { description: 'By name, without their conditions', schema: z.array(listed) } },
    act: async ({ scope }) => ({ body: await listProfiles(scope) }),
  }),
  endpoint({
    ...PROFILES, method: 'post', path, summary: 'Save a condition under a name', body: wish,
    description: 'All that the condition names must be there now. A name that is taken is refused with 409.',
    answers: { 201: { description: 'The profile', schema: profile, headers: { Location: 'Its address' } } },
    act: async ({ scope, body, origin }) => {
      const made = await createProfile(scope, body);
      return { headers: { Location: `${origin}${path}/${made.id}` }, body: made };
    },
  }),
  endpoint({
    ...PROFILES, method: 'post', path: `${path}/count`, summary: 'Count the customers of a condition that is not saved',
    body: z.strictObject({ condition }).meta({ id: 'ConditionToCount', examples: [{ condition: EXAMPLE }] }),
    answers: { 200: { description: 'How many there are now', schema: count } },
    act: ({ scope, body }) => counted(scope, () => conditionQuery(scope, body.condition)),
  }),
  endpoint({
    ...PROFILES, method: 'get', path: one, summary: 'One profile, also one that can no longer be read', params,
    answers: { 200: { description: 'The profile', schema: profile } },
    act: async ({ scope, params: { profile: called } }) => ({ body: await findProfile(scope, called) }),
  }),
  endpoint({
    ...PROFILES, method: 'put', path: one, summary: 'Give a profile another name and condition', params, body: wish,
    answers: { 200: { description: 'The profile', schema: profile } },
    act: async ({ scope, params: { profile: called }, body }) => ({ body: await changeProfile(scope, called, body) }),
  }),
  endpoint({
    ...PROFILES, method: 'delete', path: one, summary: 'Remove a profile', params,
    answers: { 204: { description: 'It is gone; its customers are not touched' } },
    act: async ({ scope, params: { profile: called } }) => {
      await removeProfile(scope, called);
      return {};
    },
  }),
  endpoint({
    ...PROFILES, method: 'get', path: `${one}/count`, summary: 'Count the customers of a profile', params,
    description: 'Refused with 409 when something that its condition names is not there any more.',
    answers: { 200: { description: 'How many there are now', schema: count } },
    act: ({ scope, params: { profile: called } }) => counted(scope, () => profileQuery(scope, called)),
  }),
  endpoint({
    ...PROFILES, method: 'get', path: `${one}/customers`, summary: 'The customers of a profile', params,
    description: 'Each page is asked anew: who begins or ceases to fit meanwhile is in it or not. '
      + 'Refused with 409 when something that its condition names is not there any more.',
    query: z.strictObject({
      limit: limitOf('LIST_MAX', 'as many'),
      after: z.string().optional().meta({ description: 'The last number of the page before', examples: ['1077'] }),
    }),
    answers: { 200: { description: 'Numbers, ascending', schema: z.array(number('customer')), headers: LINK } },
    act: async ({ scope, params: { profile: called }, query, origin }) => {
      const { ids, next } = await pageOfProfile(scope, () => profileQuery(scope, called), query);
      const following = next === undefined ? undefined : { ...query, after: next };
      return { headers: linkTo(`${origin}${path}/${encodeURIComponent(called)}/customers`, following), body: ids };
    },
  }),
];
