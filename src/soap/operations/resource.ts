import type { Family } from '../operation.ts';
import type { OperationParts } from './parts.ts';

/** resource_*: the life of result sets (soap.md 5.1). */
export const resourceOperations = ({ resources }: OperationParts) => ({
  resource_free: {
    right: 'data.read',
    act: async ({ scope }, { resourceId }) => {
      await resources.freeResource(scope, resourceId);
      return true;
    },
  },
  resource_getById: {
    right: 'data.read',
    act: ({ scope }, { resourceId }) => resources.resourceById(scope, resourceId),
  },
}) satisfies Family<'resource'>;
