import type { Endpoint } from '../call/index.ts';
import { brandEndpoints } from './brand.ts';
import { customerEndpoints } from './customers.ts';
import { optionEndpoints } from './options.ts';
import { secretEndpoints } from './secrets.ts';
import { sessionEndpoints } from './session.ts';
import { tokenEndpoints } from './tokens.ts';
import { userEndpoints } from './users.ts';

/** All of `/api/v1`. A token manages its own brand only. */
export const managementEndpoints: readonly Endpoint[] = [
  ...sessionEndpoints, ...brandEndpoints, ...userEndpoints, ...tokenEndpoints, ...optionEndpoints, ...secretEndpoints,
  ...customerEndpoints,
];
