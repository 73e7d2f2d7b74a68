import { z } from 'zod';
import type { Scope } from '../db/index.ts';
import type { Log } from '../log.ts';
import type { MailOut } from '../mail-out/index.ts';
import { runIfThere } from '../schedule/index.ts';
import type { Notify } from './notify.ts';
import { runText } from './run-text.ts';
import { sendNotice, tellByMail } from './tell-by-mail.ts';

/** Job that follows the event `run.ended`; its payload. */
export const RUN_NOTICE_JOB = 'notice.run';

/** Who is to hear of the runs of a subject, by the kind of run; undefined: nobody, or the subject is gone. */
export type NotifyWishes = Readonly<Record<string, (scope: Scope, subjectId: string) => Promise<Notify | undefined>>>;

export interface Notices {
  /** The job `notice.run`: writes the mails about a run that has ended. */
  aboutRun(scope: Scope, payload: unknown): Promise<void>;
  /** The job `notice.mail`. @throws {TolkError} MAIL_AWAY; the signal's reason */
  send(payload: unknown, signal: AbortSignal): Promise<void>;
}

interface NoticeParts {
  readonly wishes: NotifyWishes;
  readonly mailOut: MailOut;
  readonly log: Log;
}

export function createNotices({ wishes, mailOut, log }: NoticeParts): Notices {
  let isTold = false;
  return {
    aboutRun: (scope, payload) => tellOfRun(scope, payload, wishes),

    async send(payload, signal) {
      if (mailOut.isOn) return sendNotice(payload, signal, { mailOut, log });
      if (!isTold) log.warn('a notice is not sent, nor any that follows: SMTP_URL is not set');
      isTold = true;
    },
  };
}

const payloadType = z.object({
  runId: z.string(), kind: z.string(), subjectId: z.string().nullable(), state: z.string(),
});

async function tellOfRun(scope: Scope, payload: unknown, wishes: NotifyWishes): Promise<void> {
  const { runId, kind, subjectId, state } = payloadType.parse(payload);
  const ask = Object.hasOwn(wishes, kind) ? wishes[kind] : undefined;
  const notify = subjectId === null ? undefined : await ask?.(scope, subjectId);
  if (notify === undefined || (notify.when === 'failure' && state !== 'failed' && state !== 'dead')) return;
  const run = await runIfThere(scope, runId);
  if (run?.endedAt == null || run.state !== state) return; // it was retried meanwhile, and is told of at its next end
  const about = `run ${run.id}, attempt ${run.attempt}, ended ${run.endedAt}`;
  await scope.transaction((tx) => tellByMail(tx, { about, to: notify.to, ...runText(tx.brand, run) }));
}
