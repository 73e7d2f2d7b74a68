import type { Endpoint } from '../call/index.ts';

export const customerEndpoints: readonly Endpoint[] = [];
