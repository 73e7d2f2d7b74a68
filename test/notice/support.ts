/** Notices for tests: a gateway whose mail goes into a sink. */
import { exporter, exportGateway, type Exporter, type ExportGateway } from '../export/support.ts';
import { startMailSink, type MailSink } from '../support/mail-sink.ts';

export interface MailGateway extends ExportGateway {
  readonly sink: MailSink;
}

export async function mailGateway(env: Readonly<Record<string, string>> = {}): Promise<MailGateway> {
  const sink = await startMailSink();
  const gateway = await exportGateway({ SMTP_URL: sink.url, MAIL_FROM: 'tolk@example.org', JOB_POLL: '100', ...env });
  return {
    ...gateway, sink,
    stop: async () => {
      const isClean = await gateway.stop();
      await sink.stop();
      return isClean;
    },
  };
}

export { exporter, type Exporter };

/** A new address, of which the sink has seen no mail yet. */
export function newAddress(): string {
  return `anna${Math.random().toString(36).slice(2)}@example.com`;
}

/** What has come for an address. */
export function mailsFor({ mails }: MailSink, address: string) {
  return mails.filter(({ recipients }) => recipients.includes(address)).map(({ mail }) => mail);
}
