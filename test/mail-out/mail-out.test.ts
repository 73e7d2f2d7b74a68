import { expect } from 'chai';
import { createServer, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { readConfig } from '../../src/config.ts';
import { TolkError } from '../../src/errors.ts';
import { createMailOut, type Mail } from '../../src/mail-out/index.ts';
import { startMailSink, type MailSink } from '../support/mail-sink.ts';

const MAIL: Mail = { id: 'notice.1', to: ['anna@example.com', 'bob@example.com'], subject: 'Ready', text: 'All is well.\n' };

function mailOut(url: string | undefined, env: Readonly<Record<string, string>> = {}) {
  return createMailOut(readConfig({
    ...(url === undefined ? {} : { SMTP_URL: url }), MAIL_FROM: 'Tolk <tolk@example.org>', ...env,
  }));
}

async function refusalOf(sending: Promise<void>): Promise<string> {
  try {
    await sending;
  } catch (error) {
    if (error instanceof TolkError) return `${error.code} ${error.message}`;
    throw error;
  }
  return 'taken';
}

describe('mail that leaves', () => {
  let sink: MailSink;

  beforeEach(async () => {
    sink = await startMailSink();
  });
  afterEach(() => sink.stop());

  it('is plain text that shows all addresses and goes to one', async () => {
    const text = `Größe → 1\n\n.\nFrom here on\n${'long '.repeat(300)}\n`;
    await mailOut(sink.url).send({ ...MAIL, subject: 'Größe: klaar', text }, 'bob@example.com');
    const [{ from, recipients, mail, raw } = expect.fail()] = sink.mails;
    expect([from, recipients]).to.deep.equal(['tolk@example.org', ['bob@example.com']]);
    expect([mail.from?.text, mail.subject, mail.text]).to.deep.equal(['"Tolk" <tolk@example.org>', 'Größe: klaar', text]);
    expect([mail.to].flat().map((one) => one?.text)).to.deep.equal(['anna@example.com, bob@example.com']);
    expect(mail.messageId).to.equal('<notice.1@example.org>');
    expect(raw).to.match(/^Content-Type: text\/plain; charset=utf-8/m).and.match(/^Auto-Submitted: auto-generated/m);
  });

  it('has the same Message-ID when it is handed over again, as when the answer was lost', async () => {
    const out = mailOut(sink.url);
    sink.isBreaking = true;
    expect(await refusalOf(out.send(MAIL, 'anna@example.com'))).to.match(/^MAIL_AWAY /);
    sink.isBreaking = false;
    await out.send(MAIL, 'anna@example.com');
    expect(sink.mails.map(({ mail }) => mail.messageId)).to.deep.equal(['<notice.1@example.org>', '<notice.1@example.org>']);
  });

  it('can carry no header, recipient or command of somebody else\'s', async () => {
    const out = mailOut(sink.url);
    const attempts: Partial<Mail>[] = [
      { subject: 'x\r\nBcc: eve@example.com' }, { subject: 'x\nX: y' }, { subject: 'x\ry' }, { subject: 'x\0' },
      { to: ['a@example.com\r\nRCPT TO:<eve@example.com>'] }, { to: ['a@example.com>\n'] }, { to: ['a@example.com, eve@example.com'] },
      { to: ['Eve <eve@example.com>'] }, { to: ['"a b"@example.com'] }, { to: ['nobody'] }, { to: [`${'x'.repeat(251)}@a.b`] },
      { to: [] }, { id: 'x>\r\nX: y' }, { id: '' },
    ];
    for (const attempt of attempts) {
      const shown = JSON.stringify(attempt);
      expect(await refusalOf(out.send({ ...MAIL, ...attempt }, 'anna@example.com')), shown).to.match(/^FIELD_VALUE Field mail /);
    }
    for (const recipient of ['a@example.com\r\nRSET', 'a@example.com> SIZE=1', '']) {
      expect(await refusalOf(out.send(MAIL, recipient)), recipient).to.match(/^FIELD_VALUE /);
    }
    expect(sink.mails).to.deep.equal([]);
  });

  it('goes to MAIL_RECIPIENTS at most', async () => {
    const out = mailOut(sink.url, { MAIL_RECIPIENTS: '1' });
    expect(await refusalOf(out.send(MAIL, 'anna@example.com'))).to.match(/^FIELD_VALUE .*more than 1 addresses/);
    await out.send({ ...MAIL, to: ['anna@example.com'] }, 'anna@example.com');
    expect(sink.mails).to.have.length(1);
  });

  it('is refused for good when the server says so, and may be tried again else; addresses are not told', async () => {
    const out = mailOut(sink.url);
    const cases: readonly [refusal: string, told: string][] = [
      ['550 5.1.1 <anna@example.com> is unknown', 'MAIL_REFUSED The mail server 127.0.0.1 refuses a mail for good: EENVELOPE 550 5.1.1'],
      ['451 4.7.1 anna@example.com: come back later', 'MAIL_AWAY The mail server 127.0.0.1 has not taken a mail: EENVELOPE 451 4.7.1'],
    ];
    for (const [refusal, told] of cases) {
      sink.refusals.set('anna@example.com', refusal);
      expect(await refusalOf(out.send(MAIL, 'anna@example.com'))).to.equal(told);
    }
    await sink.stop();
    expect(await refusalOf(out.send(MAIL, 'anna@example.com'))).to.match(/^MAIL_AWAY .*ECONNREFUSED/);
    sink = await startMailSink();
  });

  it('is given up for now when the server does not answer in time, or the work is to end', async () => {
    const silent = createServer(() => undefined).listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const url = `smtp://127.0.0.1:${(silent.address() as AddressInfo).port}`;
    expect(await refusalOf(mailOut(url, { MAIL_CONNECT_TIME: '100' }).send(MAIL, 'anna@example.com'))).to.match(/^MAIL_AWAY .*TIMEDOUT/);
    const halting = createServer((socket) => socket.write('220 here\r\n')).listen(0, '127.0.0.1');
    await once(halting, 'listening');
    const halted = `smtp://127.0.0.1:${(halting.address() as AddressInfo).port}`;
    expect(await refusalOf(mailOut(halted, { MAIL_ANSWER_TIME: '100' }).send(MAIL, 'anna@example.com'))).to.match(/^MAIL_AWAY .*TIMEDOUT/);
    halting.close();
    const control = new AbortController();
    const sending = mailOut(url).send(MAIL, 'anna@example.com', control.signal).catch((error: unknown) => error);
    await once(silent, 'connection');
    control.abort(new Error('the end'));
    expect(await sending).to.have.property('message', 'the end');
    silent.close();
  });

  it('does not leave without SMTP_URL, and not without a sender', async () => {
    const off = createMailOut(readConfig({}));
    expect([off.isOn, await refusalOf(off.send(MAIL, 'anna@example.com'))])
      .to.deep.equal([false, 'MAIL_AWAY The mail server - has not taken a mail: SMTP_URL is not set']);
    expect(() => createMailOut(readConfig({ SMTP_URL: sink.url }))).to.throw('MAIL_FROM');
    for (const from of ['nobody', 'a@b>', 'Eve\n<a@b.example>', 'a@b.example, c@d.example']) {
      expect(() => readConfig({ MAIL_FROM: from }), from).to.throw('MAIL_FROM');
    }
    expect(() => readConfig({ SMTP_URL: 'http://user:hidden@host' })).to.throw(/SMTP_URL(?!.*hidden)/);
  });
});
