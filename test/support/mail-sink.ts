/** A real SMTP server in this process, which keeps what it takes. */
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { buffer } from 'node:stream/consumers';
import { simpleParser, type ParsedMail } from 'mailparser';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';

export interface SunkMail {
  readonly from: string;
  /** Who it was handed over for. */
  readonly recipients: readonly string[];
  /** The user that logged in. */
  readonly user: string | undefined;
  readonly isEncrypted: boolean;
  readonly raw: string;
  readonly mail: ParsedMail;
}

export interface MailSink {
  readonly port: number;
  /** smtp://127.0.0.1:port */
  readonly url: string;
  readonly mails: readonly SunkMail[];
  /** What it answers to a recipient from now on instead of taking it: address -> `451 4.7.1 come back later`. */
  readonly refusals: Map<string, string>;
  /** Whether the next mails are lost with the connection after they were taken, before that is said. */
  isBreaking: boolean;
  stop(): Promise<void>;
}

interface SinkWish extends SMTPServerOptions {
  /** To listen where one was before. */
  readonly port?: number;
}

export async function startMailSink({ port = 0, ...wish }: SinkWish = {}): Promise<MailSink> {
  const mails: SunkMail[] = [];
  const refusals = new Map<string, string>();
  const server = new SMTPServer({
    authOptional: true, disabledCommands: ['STARTTLS'], logger: false, closeTimeout: 1,
    onRcptTo: ({ address }, _session, done) => {
      const refusal = refusals.get(address);
      if (refusal === undefined) return done();
      const [, code, text] = /^(\d{3}) (.*)$/.exec(refusal) ?? [];
      done(Object.assign(new Error(text), { responseCode: Number(code) }));
    },
    onData: (stream, { envelope, user, secure }, done) => {
      void buffer(stream).then(async (bytes) => {
        const { mailFrom, rcptTo } = envelope;
        mails.push({
          from: mailFrom === false ? '' : mailFrom.address, recipients: rcptTo.map(({ address }) => address),
          user: user as string | undefined, isEncrypted: secure, raw: bytes.toString(), mail: await simpleParser(bytes),
        });
        if (sink.isBreaking) for (const { _socket: socket } of server.connections) socket.destroy();
        else done();
      });
    },
    ...wish,
  });
  server.on('error', () => undefined); // of clients that break off
  const listening = server.listen(port, '127.0.0.1');
  await once(listening, 'listening');
  const { port: taken } = listening.address() as AddressInfo;
  let stopped: Promise<void> | undefined;
  const sink: MailSink = {
    port: taken, url: `smtp://127.0.0.1:${taken}`, mails, refusals, isBreaking: false,
    stop: () => stopped ??= new Promise((done) => void server.close(() => done())),
  };
  return sink;
}
