import { expect } from 'chai';
import { runEnd } from '../export/support.ts';
import { complaint, refusal } from '../rest-management/support.ts';
import { scopeOf } from '../support/scope.ts';
import { until } from '../support/until.ts';
import { cancelRun, listRuns, type ListedRun } from '../../src/schedule/index.ts';
import { Events } from '../../src/events/index.ts';
import { RUN_NOTICE_JOB } from '../../src/notice/index.ts';
import { exporter, mailGateway, mailsFor, newAddress, type Exporter, type MailGateway } from './support.ts';

describe('notices of runs', () => {
  let gateway: MailGateway;
  let mine: Exporter;
  let anna: string;

  before(async () => {
    gateway = await mailGateway({ RUN_RETRIES: '0', MAIL_RECIPIENTS: '2' });
  });
  after(() => gateway.stop());
  beforeEach(async () => {
    mine = await exporter(gateway);
    anna = newAddress();
  });

  const mails = () => mailsFor(gateway.sink, anna);
  const idle = () => until(async () => {
    const { rows } = await gateway.sql.raw<{ rows: unknown[] }>(
      `select 1 from graphile_worker.jobs where key like 'notice.%' or task_identifier = '${RUN_NOTICE_JOB}'`);
    return rows.length === 0;
  });

  it('tell what was done, counted and written, in the zone of the brand', async () => {
    await mine.customers({ emailAddress: 'a@example.com' });
    const bob = newAddress();
    await mine.define({ name: 'all of them', notify: { to: [anna, bob], when: 'always' } });
    const { id, counters, startedAt, endedAt } = await mine.run('all of them');
    await until(() => mails().length > 0 && mailsFor(gateway.sink, bob).length > 0);
    const [mail] = mails();
    expect(mail?.subject).to.equal(`Export all of them: done (${mine.brand.name})`);
    expect(mail?.text?.split('\n').slice(0, 11)).to.deep.equal([
      'The export "all of them" is done.', '', 'Counted', '  rows    1', `  bytes  ${counters['bytes']}`, '', 'Files', '  output: out, test.csv', '',
      'Time in Europe/Amsterdam', `  started  ${startedAt}`,
    ]);
    expect(mail?.text).to.include(`ended    ${endedAt}`).and.include(`Run ${id} of brand ${mine.brand.name}, started by`);
    expect(mailsFor(gateway.sink, bob).map(({ messageId }) => messageId)).to.deep.equal([mail?.messageId]);
  });

  it('tell of failures only where that is wished, which is usual for exports', async () => {
    await mine.define({ notify: { to: [anna] } });
    expect((await mine.ask('GET', '/exports/test')).body).to.deep.include({ notify: { to: [anna], when: 'failure' } });
    await mine.run();
    await idle();
    expect(mails()).to.deep.equal([]);
    await gateway.sql('location').where({ brand_id: mine.brand.id }).update({ path: 'x'.repeat(300) });
    const { state, error } = await mine.run();
    await until(() => mails().length > 0);
    expect(mails()[0]?.subject).to.equal(`Export test: ${state === 'dead' ? 'given up' : state} (${mine.brand.name})`);
    expect(mails()[0]?.text).to.include(error ?? 'no reason');
  });

  it('tell of a run that somebody cancelled from the command line', async () => {
    await mine.customers({});
    await mine.define({ notify: { to: [anna], when: 'always' } });
    await gateway.sql('location').where({ brand_id: mine.brand.id }).update({ path: 'x' });
    const lock = await gateway.sql.transaction();
    await lock.raw('lock table customer in access exclusive mode');
    const { id } = (await mine.ask('POST', '/exports/test/runs')).body as ListedRun;
    await cancelRun(scopeOf(gateway.sql, mine.brand, { events: new Events().later('run.ended', RUN_NOTICE_JOB) }), id);
    await runEnd(mine.ask, id);
    await lock.rollback();
    await until(() => mails().length > 0);
    expect(mails().map(({ text }) => text?.split('\n')[0])).to.deep.equal(['The export "test" was cancelled.']);
  });

  it('have one line as a subject, whatever the name of the export', async () => {
    await mine.define({ name: 'x\r\nBcc: eve@example.com\r\n\r\nbody', notify: { to: [anna], when: 'always' } });
    const [{ id }] = (await mine.ask('GET', '/exports')).body as [{ id: string }];
    await mine.run(id);
    await until(() => mails().length > 0);
    expect(mails()[0]?.subject).to.equal(`Export x Bcc: eve@example.com body: done (${mine.brand.name})`);
    expect(mailsFor(gateway.sink, 'eve@example.com')).to.deep.equal([]);
  });

  it('go to addresses, and to MAIL_RECIPIENTS at most', async () => {
    const bad: readonly [notify: unknown, text: string][] = [
      [{ to: [] }, 'empty'], [{ to: ['nobody'] }, 'address'], [{ to: ['a@example.com\r\nBcc: b@example.com'] }, 'address'],
      [{ to: ['a@example.com', 'b@example.com', 'c@example.com'] }, 'more than 2'], [{ to: [anna], when: 'never' }, 'notify.when'],
    ];
    for (const [notify, text] of bad) {
      const answer = await mine.ask('POST', '/exports', { name: 'x', source: { kind: 'all' }, file: { location: 'out', name: 'x' }, notify });
      expect([refusal(answer), complaint(answer).includes(text)], complaint(answer)).to.deep.equal(['400 FIELD_VALUE', true]);
    }
    expect((await listRuns(mine.scope, {})).items).to.deep.equal([]);
  });
});
