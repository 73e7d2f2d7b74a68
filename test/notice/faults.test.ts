import { expect } from 'chai';
import { exportGateway } from '../export/support.ts';
import { startMailSink } from '../support/mail-sink.ts';
import { until } from '../support/until.ts';
import { exporter, mailGateway, mailsFor, newAddress, type Exporter, type MailGateway } from './support.ts';

describe('notices when the mail server is away', () => {
  let gateway: MailGateway;
  let mine: Exporter;
  let anna: string;

  before(async () => {
    gateway = await mailGateway();
  });
  after(() => gateway.stop());
  beforeEach(async () => {
    mine = await exporter(gateway);
    anna = newAddress();
  });

  const waiting = async () => (await gateway.sql.raw<{ rows: { attempts: number; last_error: string | null }[] }>(
    `select attempts, last_error from graphile_worker.jobs where key like 'notice.mail:%'`)).rows;

  /** Whatever waits for its next try has it now. */
  const hurry = () => gateway.sql.raw(
    `update graphile_worker._private_jobs set run_at = now() where key like 'notice.mail:%' and locked_at is null`);

  it('wait, and leave when it is back; the run has ended meanwhile', async () => {
    const { port } = gateway.sink;
    await gateway.sink.stop();
    await mine.define({ notify: { to: [anna], when: 'always' } });
    expect((await mine.run()).state).to.equal('done');
    await until(async () => (await waiting()).some(({ last_error: error }) => error?.includes('ECONNREFUSED') === true));
    const again = await startMailSink({ port });
    await hurry();
    await until(() => mailsFor(again, anna).length > 0);
    await until(async () => (await waiting()).length === 0);
    expect(mailsFor(again, anna)).to.have.length(1);
    await again.stop();
    expect(JSON.stringify(gateway.lines)).to.not.include(anna);
  });
});

describe('notices of which one address is refused', () => {
  let gateway: MailGateway;

  before(async () => {
    gateway = await mailGateway();
  });
  after(() => gateway.stop());

  it('reach the others, once; who is refused for good is given up, who is put off is tried again', async () => {
    const mine = await exporter(gateway);
    const [anna, gone, later] = [newAddress(), newAddress(), newAddress()];
    gateway.sink.refusals.set(gone, `550 5.1.1 <${gone}> unknown`).set(later, '450 4.2.0 greylisted');
    await mine.define({ notify: { to: [anna, gone, later], when: 'always' } });
    await mine.run();
    const logged = (text: string) => gateway.lines.filter(({ msg }) => msg === text);
    await until(() => logged('a notice is given up').length > 0 && logged('job failed, will be tried again').length > 0);
    await until(() => mailsFor(gateway.sink, anna).length > 0);
    gateway.sink.refusals.delete(later);
    await gateway.sql.raw(`update graphile_worker._private_jobs set run_at = now() where key like 'notice.mail:%'`);
    await until(() => mailsFor(gateway.sink, later).length > 0);
    const got = [anna, gone, later].map((address) => mailsFor(gateway.sink, address).length);
    expect(got).to.deep.equal([1, 0, 1]);
    expect(logged('a notice is given up').map(({ why }) => why))
      .to.deep.equal(['The mail server 127.0.0.1 refuses a mail for good: EENVELOPE 550 5.1.1']);
    for (const address of [anna, gone, later]) expect(JSON.stringify(gateway.lines)).to.not.include(address);
  });
});

describe('notices without a mail server', () => {
  it('are not sent, which the log says once', async () => {
    const gateway = await exportGateway();
    const mine = await exporter(gateway);
    await mine.define({ notify: { to: ['anna@example.com', 'bob@example.com'], when: 'always' } });
    expect([(await mine.run()).state, (await mine.run()).state]).to.deep.equal(['done', 'done']);
    const done = () => gateway.lines.filter(({ job }) => job === 'notice.mail').length;
    await until(() => done() >= 4);
    const told = gateway.lines.filter(({ msg }) => String(msg).includes('SMTP_URL')).map(({ level }) => level);
    await gateway.stop();
    expect(told).to.deep.equal(['warn']);
  });
});
