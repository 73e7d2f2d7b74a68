import { z } from 'zod';
import { linkDataKey } from '../../campaign/index.ts';
import { endpoint, type Endpoint } from '../call/index.ts';
import { CAMPAIGNS } from './campaigns.ts';

/** What the receivers of encrypted links need. */
export const linkKeyEndpoints: readonly Endpoint[] = [
  endpoint({
    ...CAMPAIGNS, method: 'get', path: '/api/v1/link-key', summary: 'The key of customer data in links',
    description: 'For the sites that landing pages lead to: AES-256-GCM. A value is `{id}.{base64url}` of nonce (12 bytes), '
      + 'encrypted JSON and tag (16 bytes). Keep it like a password. docs/campaigns.md has an example that decrypts.',
    answers: {
      200: {
        description: 'Made by the first call',
        schema: z.object({
          id: z.int().meta({ description: 'Stands in front of what it has encrypted', examples: [1] }),
          key: z.string().meta({ description: '32 bytes, base64url' }),
        }).meta({ id: 'LinkKey' }),
      },
    },
    act: async ({ scope }) => {
      const { id, bytes } = await linkDataKey(scope);
      return { body: { id, key: bytes.toString('base64url') } };
    },
  }),
];
