import nodemailer from 'nodemailer';
import type { Config } from '../config.ts';
import { failure } from '../errors.ts';
import { checkAddress, checkMail, type Mail } from './mail.ts';

export interface MailOut {
  /** Whether there is a mail server: SMTP_URL. */
  readonly isOn: boolean;
  /**
   * Hands a mail over for one of those to whom it goes.
   * @throws {TolkError} FIELD_VALUE; MAIL_REFUSED (4xx: the same mail would be refused again), MAIL_AWAY (5xx: another
   *   try may help)
   */
  send(mail: Mail, recipient: string, signal?: AbortSignal): Promise<void>;
}

type Settings = Pick<Config, 'SMTP_URL' | 'MAIL_FROM' | 'MAIL_RECIPIENTS' | 'MAIL_CONNECT_TIME' | 'MAIL_ANSWER_TIME'>;

const SUBMISSION_PORT = 587;
const TLS_PORT = 465;
const LOOPBACK = /^(localhost|127\.[\d.]+|\[::1\])$/;

/** @throws {Error} when SMTP_URL is set and MAIL_FROM is not */
export function createMailOut(settings: Settings): MailOut {
  const { SMTP_URL: url, MAIL_FROM: from, MAIL_RECIPIENTS: most } = settings;
  if (url === undefined) {
    return { isOn: false, send: () => Promise.reject(failure('MAIL_AWAY', { host: '-', why: 'SMTP_URL is not set' })) };
  }
  if (from === undefined) throw new Error('SMTP_URL is set, so MAIL_FROM must be set too: who mails come from');
  const server = new URL(url);
  const { name, address } = senderOf(from);
  const transport = nodemailer.createTransport(connectionTo(server, settings));
  return {
    isOn: true,
    async send(mail, recipient, signal) {
      checkMail(mail, most);
      checkAddress(recipient);
      const { id, to, subject, text } = mail;
      try {
        await transport.sendMail({
          from: { name, address }, to: to.map((one) => ({ name: '', address: one })), subject, text,
          envelope: { from: address, to: recipient },
          messageId: `<${id}@${domainOf(address)}>`,
          headers: { 'Auto-Submitted': 'auto-generated' }, // RFC 3834: nobody answers it with an absence note
          textEncoding: 'quoted-printable',
          ...(signal === undefined ? {} : { signal }),
        });
      } catch (error) {
        signal?.throwIfAborted();
        throw mailFailure(server.hostname, error);
      }
    },
  };
}

function connectionTo(server: URL, { MAIL_CONNECT_TIME, MAIL_ANSWER_TIME }: Settings) {
  const { protocol, hostname, port, username, password } = server;
  const secure = protocol === 'smtps:';
  const hasUser = username !== '';
  const auth = { user: decodeURIComponent(username), pass: decodeURIComponent(password) };
  return {
    host: hostname.replace(/^\[|\]$/g, ''),
    port: Number(port) || (secure ? TLS_PORT : SUBMISSION_PORT),
    secure,
    // Whoever stands in between could take STARTTLS out of what the server offers, and read the password.
    requireTLS: hasUser && !LOOPBACK.test(hostname),
    ...(hasUser ? { auth } : {}),
    connectionTimeout: MAIL_CONNECT_TIME, greetingTimeout: MAIL_CONNECT_TIME, dnsTimeout: MAIL_CONNECT_TIME,
    socketTimeout: MAIL_ANSWER_TIME,
    disableFileAccess: true, disableUrlAccess: true,
  };
}

/** `a@example.com` or `Name <a@example.com>`, as config.ts has checked it. */
function senderOf(from: string): { name: string; address: string } {
  const [, name = '', address = from] = /^(.*?)\s*<([^<>]+)>$/.exec(from) ?? [];
  return { name, address };
}

function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1);
}

/** What nodemailer tells of a failure: its `code`, and of a server's reply the number and whether it is for good. */
interface Told {
  readonly code?: unknown;
  readonly originalCode?: unknown;
  readonly response?: unknown;
  readonly responseCode?: unknown;
  readonly permanent?: unknown;
}

/** Of the mail itself: other refusals, as of our password, are the operator's to mend, and the mail can wait. */
const ABOUT_THE_MAIL = ['EENVELOPE', 'EMESSAGE'];

/** In words of ours: those of the server quote addresses, and end up in logs. */
function mailFailure(host: string, error: unknown) {
  const { code, originalCode, response, responseCode, permanent } = error as Told;
  const [, status = ''] = /^\d{3}[ -](\d\.\d{1,3}\.\d{1,3})\b/.exec(String(response)) ?? [];
  const why = [code, originalCode, responseCode, status].filter((part) => part !== undefined && part !== '').join(' ');
  const isFinal = permanent === true && ABOUT_THE_MAIL.includes(String(code));
  return failure(isFinal ? 'MAIL_REFUSED' : 'MAIL_AWAY', { host, why: why === '' ? 'an error of our own' : why });
}
