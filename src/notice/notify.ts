import { z } from 'zod';
import type { Scope } from '../db/index.ts';
import { failure } from '../errors.ts';

const WHEN = ['always', 'failure'] as const;

/** Who gets a mail when a run has ended, and when. @param fallback when they do where nothing is said */
export const notifyType = (fallback: (typeof WHEN)[number]) => z.strictObject({
  to: z.array(z.email('is no e-mail address').max(254, 'is longer than 254 characters')).min(1, 'must not be empty')
    .meta({ description: 'Addresses', examples: [['data@example.com']] }),
  when: z.enum(WHEN).default(fallback)
    .meta({ description: 'always: at each end of a run; failure: when one failed or was given up' }),
});

export type Notify = z.output<ReturnType<typeof notifyType>>;

/** @throws {TolkError} FIELD_VALUE when they are more than MAIL_RECIPIENTS */
export function checkAddresses({ limits: { MAIL_RECIPIENTS: most } }: Scope, to: readonly string[]): void {
  if (to.length <= most) return;
  throw failure('FIELD_VALUE', { field: 'notify.to', why: `are more than ${most}`, value: String(to.length) });
}
