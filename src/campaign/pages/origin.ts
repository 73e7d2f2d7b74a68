import type { Config } from '../../config.ts';

/** What public addresses begin with when nobody has asked for one: PUBLIC_URL, or nothing. */
export function publicOrigin({ PUBLIC_URL }: Pick<Config, 'PUBLIC_URL'>): string {
  return PUBLIC_URL?.replace(/\/+$/, '') ?? '';
}
