import { refusalsOf } from './refusals.ts';
import type { Json } from './schemas.ts';

/** The address that outside systems send to; it takes JSON of any form, which no table of endpoints describes. */
export const RECEIVER_PATHS: Json = {
  '/app/api/rest/public/v2/project/datahook/data-receiver/{endpoint}': {
    post: {
      operationId: 'callWebhook', tags: ['Webhooks'], summary: 'Call a webhook',
      description: 'The token is that of the webhook, or one of a user with the right `data.write`; as Bearer, or as the '
        + 'password of Basic with any user name. All of a call is stored, or nothing.',
      parameters: [{
        name: 'endpoint', in: 'path', required: true, description: 'As the webhook tells it', schema: { type: 'string' },
      }],
      requestBody: {
        required: true,
        content: {
          'application/json': { schema: { anyOf: [{ type: 'object' }, { type: 'array' }] } }, 'application/xml': {},
        },
      },
      responses: {
        ...refusalsOf({ names: true, writes: true, takesBody: true }),
        200: {
          description: 'The body, each object with the id of its record as its last member.',
          headers: {
            'X-Clang-Request-Count': { description: 'Calls of today so far.', schema: { type: 'string' } },
          },
          content: { 'application/json': { schema: { anyOf: [{ type: 'object' }, { type: 'array' }] } } },
        },
      },
      security: [{ bearer: [] }, { basic: [] }],
    },
  },
};
