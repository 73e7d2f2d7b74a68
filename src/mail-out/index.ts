/**
 * The one way for mail to leave the house: over SMTP, to the server that SMTP_URL names. Whoever sends keeps what is to
 * be sent until it is handed over, and hands it over again when that failed; the Message-ID stays the same.
 */
export type { Mail } from './mail.ts';
export { createMailOut, type MailOut } from './mail-out.ts';
