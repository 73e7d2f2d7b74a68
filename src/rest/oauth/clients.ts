import { z } from 'zod';
import {
  createOauthClient, listOauthClients, oauthClient, removeOauthClient, SCOPES, type OauthClient,
} from '../../access/index.ts';
import { endpoint, type Endpoint } from '../call/index.ts';
import { number, time } from '../management/index.ts';

const OAUTH = { tag: 'OAuth', credentials: 'bearer', right: 'manage' } as const;
const path = '/api/v1/oauth-clients';
const one = `${path}/{client}`;
const params = z.strictObject({ client: number('client') });

const members = {
  name: z.string().meta({ description: 'Shown to who is asked for consent', examples: ['CRM'] }),
  description: z.string(),
  scopes: z.array(z.enum(SCOPES)).meta({
    description: 'What its tokens can open at most; offline_access: refresh tokens, with authorization codes only',
    examples: [['apps.webhook:execute']],
  }),
  redirectUris: z.array(z.string()).meta({
    description: 'Where authorization codes may be sent; none: client credentials only', examples: [['https://crm.example/back']],
  }),
};
const wish = z.strictObject({
  name: members.name, description: members.description.optional(), scopes: members.scopes,
  redirectUris: members.redirectUris.optional(),
  user: number('user who is the author of what it does by itself').optional().meta({ description: 'Default: who asks' }),
}).meta({ id: 'NewOAuthClient', examples: [{ name: 'CRM', scopes: ['apps.webhook:execute'] }] });
const shown = z.object({
  id: number('client'),
  clientId: z.string().meta({ description: 'What it calls itself at /oauth2/token', examples: ['9b3a4c685f0c1e7d9b3a4c685f0c1e7d'] }),
  ...members,
  user: z.object({ id: number('user'), name: z.string() }).meta({ description: 'Author of what it does by itself' }),
  createdBy: z.string(), createdAt: time('When it was registered'),
}).meta({ id: 'OAuthClient' });
const made = shown.extend({
  secret: z.string().meta({ description: 'In this answer and nowhere else; lost is to register anew' }),
}).meta({ id: 'MadeOAuthClient' });

/** Applications of others that get their tokens by OAuth 2. */
export const oauthEndpoints: readonly Endpoint[] = [
  endpoint({
    ...OAUTH, method: 'get', path, summary: 'The OAuth clients of the brand',
    answers: { 200: { description: 'By name', schema: z.array(shown) } },
    act: async ({ scope }) => ({ body: await listOauthClients(scope) satisfies readonly OauthClient[] }),
  }),
  endpoint({
    ...OAUTH, method: 'post', path, summary: 'Register an OAuth client', body: wish,
    description: 'Tokens come from `POST /oauth2/token`; with redirect addresses also by `GET /oauth2/authorize`.',
    answers: { 201: { description: 'The client, with its secret', schema: made, headers: { Location: 'Its address' } } },
    act: async ({ scope, session, body: { user, ...given }, origin }) => {
      const { client, secret } = await createOauthClient(scope, { ...given, userId: user ?? session.user.id });
      return { headers: { Location: `${origin}${path}/${client.id}` }, body: { ...client, secret } };
    },
  }),
  endpoint({
    ...OAUTH, method: 'get', path: one, summary: 'One OAuth client', params,
    answers: { 200: { description: 'The client', schema: shown } },
    act: async ({ scope, params: { client } }) => ({ body: await oauthClient(scope, client) }),
  }),
  endpoint({
    ...OAUTH, method: 'delete', path: one, summary: 'Remove an OAuth client', params,
    answers: { 204: { description: 'It is refused from now on, and so are all its tokens' } },
    act: async ({ scope, params: { client } }) => {
      await removeOauthClient(scope, client);
      return {};
    },
  }),
];
