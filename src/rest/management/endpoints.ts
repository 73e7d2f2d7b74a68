import type { Endpoint } from '../call/index.ts';

export const managementEndpoints: readonly Endpoint[] = [];
