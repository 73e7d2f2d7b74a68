import { z } from 'zod';
import { linkKeys, renewLinkKey, type LinkKeys } from '../../campaign/index.ts';
import { endpoint, type Endpoint } from '../call/index.ts';
import { CAMPAIGNS } from './campaigns.ts';

const path = '/api/v1/link-key';

const key = {
  id: z.int().meta({ description: 'Stands in front of what it has encrypted', examples: [2] }),
  key: z.string().meta({ description: '32 bytes, base64url' }),
};
const keys = z.object({
  ...key, older: z.array(z.object(key)).meta({ description: 'Keys before it, for links that are out; the last one first' }),
}).meta({ id: 'LinkKey' });

/** What the receivers of encrypted links need. */
export const linkKeyEndpoints: readonly Endpoint[] = [
  endpoint({
    ...CAMPAIGNS, method: 'get', path, summary: 'The key of customer data in links',
    description: 'For the sites that landing pages lead to: AES-256-GCM. A value is `{id}.{base64url}` of nonce (12 bytes), '
      + 'encrypted JSON and tag (16 bytes). Keep it like a password. docs/campaigns.md has an example that decrypts.',
    answers: { 200: { description: 'Made by the first call', schema: keys } },
    act: async ({ scope }) => ({ body: shown(await linkKeys(scope)) }),
  }),
  endpoint({
    ...CAMPAIGNS, method: 'post', path, summary: 'Encrypt customer data in links with a new key',
    description: 'From now on. Links that are out stay as they are: their sites need the older key until nobody opens them.',
    answers: { 200: { description: 'The new key, and the older ones', schema: keys } },
    act: async ({ scope }) => ({ body: shown(await renewLinkKey(scope)) }),
  }),
];

function shown({ key: inUse, older }: LinkKeys): object {
  const [first, ...rest] = [inUse, ...older].map(({ id, bytes }) => ({ id, key: bytes.toString('base64url') }));
  return { ...first, older: rest };
}
