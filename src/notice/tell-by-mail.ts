import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { TxScope } from '../db/index.ts';
import { TolkError } from '../errors.ts';
import { enqueueMany } from '../jobs/index.ts';
import type { Log } from '../log.ts';
import type { MailOut } from '../mail-out/index.ts';

/** Job that hands a notice over for one address; payload { brandId, id, to, recipient, subject, text }. */
export const MAIL_JOB = 'notice.mail';

export interface Notice {
  /**
   * What makes it this notice and no other, with a moment in it, as other houses count from 1 too: `run 17 ended
   * 2026-03-01 ...`. It becomes the Message-ID.
   */
  readonly about: string;
  readonly to: readonly string[];
  /** Line breaks in it become blanks: names of people may have any. */
  readonly subject: string;
  readonly text: string;
}

const SUBJECT_LENGTH = 200;
const UNPRINTABLE = /[\p{Cc}\p{Cs}\u2028\u2029]+/gu;

/**
 * Has a mail sent when the transaction commits, to each address by itself: one that is refused keeps no other from its
 * own. Told twice with the same `about`, it has the same Message-ID.
 */
export async function tellByMail({ sql, brand }: Pick<TxScope, 'sql' | 'brand'>, notice: Notice): Promise<void> {
  const { about, to, subject, text } = notice;
  const id = `notice.${createHash('sha256').update(`${brand.id} ${about}`).digest('hex').slice(0, 32)}`;
  const line = subject.replaceAll(UNPRINTABLE, ' ').slice(0, SUBJECT_LENGTH).toWellFormed();
  const mail = { id, to, subject: line, text };
  await enqueueMany(sql, [...new Set(to)].map((recipient) => ({
    name: MAIL_JOB, jobKey: `${MAIL_JOB}:${id}:${recipient}`, payload: { brandId: brand.id, ...mail, recipient },
  })));
}

const payloadType = z.object({
  brandId: z.string(), id: z.string(), to: z.array(z.string()), recipient: z.string(),
  subject: z.string(), text: z.string(),
});

/**
 * The job `notice.mail`. A mail that is refused for good is given up.
 * @throws {TolkError} MAIL_AWAY; the signal's reason
 */
export async function sendNotice(
  payload: unknown, signal: AbortSignal, { mailOut, log }: { readonly mailOut: MailOut; readonly log: Log },
): Promise<void> {
  const { brandId, recipient, ...mail } = payloadType.parse(payload);
  try {
    await mailOut.send(mail, recipient, signal);
    log.info({ brand: brandId, notice: mail.id }, 'a notice was sent');
  } catch (error) {
    if (!(error instanceof TolkError) || error.row.http >= 500) throw error;
    log.warn({ brand: brandId, notice: mail.id, reason: error.code, why: whyOf(error) }, 'a notice is given up');
  }
}

/** A refusal of ours quotes what is wrong with the mail; one of the server's, mail-out has put in words of ours. */
function whyOf(error: TolkError): string | undefined {
  return error.code === 'MAIL_REFUSED' ? error.message : undefined;
}
