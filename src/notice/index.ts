/**
 * Notices: plain mails to people about what has come to its end. A room that has something to tell enqueues it in its
 * own transaction; the mail leaves in a job, which tries again until the mail server has taken it.
 */
export { checkAddresses, notifyType, type Notify } from './notify.ts';
export { createNotices, RUN_NOTICE_JOB, type Notices, type NotifyWishes } from './create-notices.ts';
export { runText } from './run-text.ts';
export { MAIL_JOB, tellByMail, type Notice } from './tell-by-mail.ts';
