import { expect } from 'chai';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { insertGroup } from '../../src/group/index.ts';
import { tick } from '../../src/jobs/index.ts';
import type { ListedTriggerFile, Trigger } from '../../src/transfer/index.ts';
import { exporter, mailGateway, mailsFor, newAddress, type Exporter, type MailGateway } from '../notice/support.ts';
import { complaint, refusal } from '../rest-management/support.ts';
import { until } from '../support/until.ts';
import { importWish } from './import-support.ts';

const WISH = { name: 'orders', location: 'out', folder: 'csv', import: 'test' };

const TOMORROW = Math.floor(Date.now() / 60_000) * 60_000 + 86_400_000;

describe('CSV triggers by REST', () => {
  let gateway: MailGateway;
  let mine: Exporter;

  before(async () => {
    gateway = await mailGateway({ TRIGGERS_MAX: '2', TRIGGER_NAME_LENGTH: '10', MAIL_RECIPIENTS: '2', IMPORT_SETTLE: '0' });
  });
  after(() => gateway.stop());
  beforeEach(async () => {
    mine = await exporter(gateway);
    await mine.ask('POST', '/imports', importWish({ file: { location: 'out' } }));
  });

  /** The clock goes on, a minute at each look, until something holds. */
  async function untilInTime(condition: () => Promise<boolean>): Promise<void> {
    await until(async () => {
      await tick(gateway.sql, new Date(TOMORROW + (minutes += 1) * 60_000));
      return condition();
    });
  }
  let minutes = 0;

  it('are made, shown, changed and removed', async () => {
    const made = await mine.ask('POST', '/triggers', WISH);
    expect([made.status, refusal(made)]).to.deep.equal([201, '201 ']);
    const { id } = made.body as Trigger;
    expect(made.headers.get('location')).to.equal(`${gateway.url}/api/v1/triggers/${id}`);
    expect(made.body).to.deep.include({ ...WISH, id, isOn: true, problem: null }).and.not.have.any.keys('locationId', 'isReady');
    const notify = { to: ['anna@example.com'] };
    expect((await mine.ask('PUT', '/triggers/ORDERS', { ...WISH, name: 'Orders', notify, isOn: false })).body)
      .to.deep.include({ id, name: 'Orders', notify, isOn: false });
    expect((await mine.ask('GET', '/triggers')).body).to.have.length(1);
    expect((await mine.ask('DELETE', `/triggers/${id}`)).status).to.equal(204);
    expect(refusal(await mine.ask('GET', `/triggers/${id}`))).to.equal('404 TRIGGER_NOT_FOUND');
  });

  it('take a file as the clock goes, and tell how far it is', async () => {
    const anna = newAddress();
    await mine.ask('POST', '/triggers', { ...WISH, notify: { to: [anna] } });
    const files = async () => (await mine.ask('GET', '/triggers/orders/files')).body as ListedTriggerFile[];
    const ready = async () => (await gateway.sql('csv_trigger').where({ brand_id: mine.brand.id }).first<{ is_ready: boolean }>())?.is_ready;
    await untilInTime(async () => await ready() === true);
    writeFileSync(path.join(mine.folder, 'csv/Upload/orders_1.csv'), 'emailAddress\na@example.com\n');
    await untilInTime(async () => (await files())[0]?.state === 'done');
    const [file] = await files();
    expect(file).to.deep.include({ name: 'orders_1.csv', trigger: 'orders', place: 'csv/Done/orders_1.csv', error: null });
    expect((await mine.ask('GET', `/runs/${file?.runId}`)).body).to.deep.include({ state: 'done', name: 'test' });
    await until(() => mailsFor(gateway.sink, anna).length > 0);
    expect(refusal(await mine.ask('GET', '/triggers/orders/files?limit=0'))).to.equal('400 FIELD_VALUE');
  });

  it('are refused when they name what is not there, or say what nobody can do', async () => {
    const other = await exporter(gateway);
    const { id: foreign } = await insertGroup(other.scope, { name: 'g' });
    const bad: readonly [wish: object, code: string, text: string][] = [
      [{ name: ' ' }, '400 FIELD_VALUE', 'name'], [{ name: '12' }, '400 FIELD_VALUE', 'digits'], [{ name: 'a/b' }, '400 FIELD_VALUE', '/'],
      [{ name: 'x'.repeat(11) }, '400 FIELD_VALUE', '10'], [{ name: 'a\nb' }, '400 FIELD_VALUE', 'control'],
      [{ folder: '../x' }, '400 FIELD_VALUE', 'start folder'], [{ folder: '/x' }, '400 FIELD_VALUE', 'folder'],
      [{ location: 'nowhere' }, '404 LOCATION_NOT_FOUND', 'nowhere'], [{ import: 'nothing' }, '404 IMPORT_NOT_FOUND', 'nothing'],
      [{ group: foreign }, '404 GROUP_NOT_FOUND', foreign], [{ group: 'x' }, '400 FIELD_VALUE', 'group'],
      [{ notify: { to: ['nobody'] } }, '400 FIELD_VALUE', 'address'], [{ notify: { to: [] } }, '400 FIELD_VALUE', 'empty'],
      [{ notify: { to: ['a@b.nl', 'c@b.nl', 'd@b.nl'] } }, '400 FIELD_VALUE', 'more than 2'], [{ folders: '' }, '400 FIELD_VALUE', 'folders'],
    ];
    for (const [wish, code, text] of bad) {
      const answer = await mine.ask('POST', '/triggers', { ...WISH, ...wish });
      expect([refusal(answer), complaint(answer).includes(text)], complaint(answer)).to.deep.equal([code, true]);
    }
    expect((await mine.ask('GET', '/triggers')).body).to.deep.equal([]);
  });

  it('are so many at most, each with a name of its own, and another brand sees none of them', async () => {
    const other = await exporter(gateway);
    for (const name of ['a', 'b']) expect((await mine.ask('POST', '/triggers', { ...WISH, name })).status).to.equal(201);
    expect(refusal(await mine.ask('POST', '/triggers', { ...WISH, name: 'c' }))).to.equal('409 TRIGGERS_EXCEEDED');
    expect(refusal(await mine.ask('PUT', '/triggers/b', { ...WISH, name: 'A' }))).to.equal('409 TRIGGER_EXISTS');
    await mine.ask('DELETE', '/triggers/b');
    expect(refusal(await mine.ask('POST', '/triggers', { ...WISH, name: 'A' }))).to.equal('409 TRIGGER_EXISTS');
    const [{ id }] = (await mine.ask('GET', '/triggers')).body as [Trigger];
    for (const [method, address] of [['GET', ''], ['PUT', ''], ['DELETE', ''], ['GET', '/files']] as const) {
      expect(refusal(await other.ask(method, `/triggers/${id}${address}`, method === 'PUT' ? { ...WISH, name: 'x' } : undefined)))
        .to.match(method === 'PUT' ? /404 (TRIGGER|IMPORT)_NOT_FOUND/ : /404 TRIGGER_NOT_FOUND/);
    }
    expect(refusal(await mine.ask('DELETE', '/imports/test'))).to.equal('409 IMPORT_IN_USE');
    expect(refusal(await mine.ask('DELETE', '/locations/out'))).to.equal('409 LOCATION_IN_USE');
  });
});
