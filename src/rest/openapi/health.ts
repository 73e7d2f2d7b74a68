import { HEALTH_TAG } from './tags.ts';
import type { Json } from './schemas.ts';

const STATE = {
  type: 'object', required: ['ready', 'reasons'],
  properties: {
    ready: { type: 'boolean' },
    reasons: {
      type: 'array', items: { type: 'string' }, description: 'Why it is not ready.', examples: [['database: away']],
    },
  },
};

/** The paths of probes. */
export const HEALTH_PATHS: Json = {
  '/healthz': {
    get: {
      operationId: 'getHealthz', tags: [HEALTH_TAG], summary: 'Whether the process lives', security: [],
      description: 'It asks nothing else, so that a database that is away never gets a process killed.',
      responses: {
        200: answer('It lives.', {
          type: 'object', required: ['status'], properties: { status: { type: 'string', const: 'ok' } },
        }),
      },
    },
  },
  '/readyz': {
    get: {
      operationId: 'getReadyz', tags: [HEALTH_TAG], summary: 'Whether it can do its work', security: [],
      description: 'A balancer sends no calls here while it cannot.',
      responses: { 200: answer('It can.', STATE), 503: answer('It cannot, or it is about to end.', STATE) },
    },
  },
};

function answer(description: string, schema: Json): Json {
  return { description, content: { 'application/json': { schema } } };
}
