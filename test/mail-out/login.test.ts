import { expect } from 'chai';
import type { SMTPServerOptions } from 'smtp-server';
import { readConfig } from '../../src/config.ts';
import { createMailOut } from '../../src/mail-out/index.ts';
import { startMailSink, type MailSink } from '../support/mail-sink.ts';

const MAIL = { id: 'n', to: ['anna@example.com'], subject: 's', text: 't' };
const USER = 'mail er';
const PASSWORD = 'p:a/s@s%';

const withUser = (host: string, port: number, password = PASSWORD) =>
  createMailOut(readConfig({
    SMTP_URL: `smtp://${encodeURIComponent(USER)}:${encodeURIComponent(password)}@${host}:${port}`, MAIL_FROM: 'tolk@example.org',
  }));

describe('mail: how the server knows us', () => {
  let sink: MailSink;
  const onAuth: SMTPServerOptions['onAuth'] = ({ username, password }, _session, done) => {
    if (username === USER && password === PASSWORD) done(null, { user: username });
    else done(new Error('no'));
  };

  afterEach(() => sink.stop());

  it('we log in with what stands in SMTP_URL', async () => {
    sink = await startMailSink({ authOptional: false, allowInsecureAuth: true, onAuth });
    await withUser('127.0.0.1', sink.port).send(MAIL, 'anna@example.com');
    expect(sink.mails.map(({ user }) => user)).to.deep.equal([USER]);
  });

  it('a wrong password is tried again later, as somebody may set it right, and is told nowhere', async () => {
    sink = await startMailSink({ authOptional: false, allowInsecureAuth: true, onAuth });
    const error = await withUser('127.0.0.1', sink.port, 'secret').send(MAIL, 'anna@example.com').catch((one: unknown) => one);
    expect(error).to.have.property('code', 'MAIL_AWAY');
    expect(String((error as Error).stack)).to.include('EAUTH 535').and.not.include('secret').and.not.include(USER);
  });

  it('beyond this machine no password leaves without TLS', async () => {
    sink = await startMailSink({ authOptional: false, allowInsecureAuth: true, onAuth });
    const error = await withUser('[::ffff:127.0.0.1]', sink.port).send(MAIL, 'anna@example.com').catch((one: unknown) => one);
    expect(String(error)).to.include('ETLS');
    expect(sink.mails).to.deep.equal([]);
  });

  it('a certificate that nobody vouches for is not believed', async () => {
    sink = await startMailSink({ disabledCommands: [] });
    const error = await createMailOut(readConfig({ SMTP_URL: sink.url, MAIL_FROM: 'tolk@example.org' }))
      .send(MAIL, 'anna@example.com').catch((one: unknown) => one);
    expect(String(error)).to.match(/ETLS|ESOCKET/);
    expect(sink.mails).to.deep.equal([]);
  });
});
