import { expect } from 'chai';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { customersByExternalId } from '../../src/customer/index.ts';
import type { ImportLook } from '../../src/transfer/index.ts';
import { exporter, exportGateway, runEnd, type Exporter, type ExportGateway } from '../export/support.ts';
import { manager, refusal, complaint, type Answer } from '../rest-management/support.ts';
import { makeToken } from '../support/access.ts';
import { importWish } from './import-support.ts';

const FILE = 'nr;mail;born\nK1; A@X.NL ;1-2-1990\nK2;b@x.nl;31-2-1990\nK3;c@x.nl;\n';
const WISH = importWish({
  target: { kind: 'customers', unique: { fields: ['externalId'] } },
  columns: [
    { column: 'nr', field: 'externalId' }, { column: 'mail', field: 'emailAddress', cleanUps: ['trim', 'lower'] },
    { column: 'born', field: 'birthday', cleanUps: [{ date: '{d}-{m}-{Y}' }] }, { value: 'x', field: 'mobilePhone' },
  ],
  file: { location: 'out', name: '*.csv', archive: 'done' },
});

describe('imports by REST', () => {
  let gateway: ExportGateway;
  let mine: Exporter;
  before(async () => {
    gateway = await exportGateway({ IMPORT_SETTLE: '0', IMPORT_BAD_KEPT: '20' });
  });
  after(() => gateway.stop());
  beforeEach(async () => {
    mine = await exporter(gateway);
  });

  const put = async (name: string, content = FILE) => {
    await mkdir(mine.folder, { recursive: true });
    await writeFile(path.join(mine.folder, name), content);
  };
  const look = async (body: string, query = ''): Promise<Answer> => {
    const response = await fetch(`${gateway.url}/api/v1/imports/test/look${query}`, {
      method: 'POST', headers: { authorization: `Bearer ${mine.token}` }, body,
    });
    return { status: response.status, headers: response.headers, body: await response.json() as unknown };
  };

  it('are made, listed, shown, replaced and removed', async () => {
    const { status, headers, body } = await mine.ask('POST', '/imports', WISH);
    expect(status).to.equal(201);
    const { id } = body as { id: string };
    expect(headers.get('location')).to.equal(`${gateway.url}/api/v1/imports/${id}`);
    expect(body).to.deep.include({ name: 'test', columns: [
      { column: 'nr', field: 'externalId', cleanUps: [] }, { column: 'mail', field: 'emailAddress', cleanUps: ['trim', 'lower'] },
      { column: 'born', field: 'birthday', cleanUps: [{ date: '{d}-{m}-{Y}' }] }, { value: 'x', field: 'mobilePhone', cleanUps: [] },
    ] });
    expect((await mine.ask('GET', `/imports/${id}`)).body).to.deep.equal(body);
    expect((await mine.ask('GET', '/imports')).body).to.deep.equal([body]);
    const changed = await mine.ask('PUT', '/imports/test', { ...WISH, name: 'other', notify: { to: ['a@b.nl'] } });
    expect(changed.body).to.deep.include({ id, name: 'other', notify: { to: ['a@b.nl'], when: 'always' } });
    expect((await mine.ask('DELETE', '/imports/other')).status).to.equal(204);
    expect(refusal(await mine.ask('GET', `/imports/${id}`))).to.equal('404 IMPORT_NOT_FOUND');
  });

  it('are refused with what is wrong', async () => {
    await mine.ask('POST', '/imports', WISH);
    expect(refusal(await mine.ask('POST', '/imports', WISH))).to.equal('409 IMPORT_EXISTS');
    for (const [wish, wanted] of [
      [{ ...WISH, file: { location: 'x', name: 'a' } }, '404 LOCATION_NOT_FOUND'], [{ ...WISH, name: '7' }, '400 FIELD_VALUE'],
      [{ ...WISH, x: 1 }, '400 FIELD_VALUE'], [{}, '400 FIELD_VALUE'], [[], '400 FIELD_VALUE'],
      [{ ...WISH, target: { kind: 'customers', unique: { options: ['card'] } }, columns: [] }, '400 OPTION_UNKNOWN'],
    ] as const) {
      const answer = await mine.ask('PUT', '/imports/test', wish);
      expect([refusal(answer), complaint(answer).length > 10], JSON.stringify(wish)).to.deep.equal([wanted, true]);
    }
    expect((await mine.ask('GET', '/imports/test')).body).to.deep.include({ file: { missing: 'fail', ...WISH['file'] as object } });
  });

  it('need the right to manage, and show nothing of other brands', async () => {
    await mine.ask('POST', '/imports', WISH);
    const other = await manager(gateway);
    expect((await other.ask('GET', '/imports')).body).to.deep.equal([]);
    for (const [method, address] of [['GET', ''], ['PUT', ''], ['DELETE', ''], ['POST', '/runs'], ['POST', '/look']] as const) {
      const body = method === 'PUT' ? WISH : method === 'POST' ? {} : undefined;
      expect(refusal(await other.ask(method, `/imports/test${address}`, body)), address).to.equal('404 IMPORT_NOT_FOUND');
    }
    const { token } = await makeToken(gateway.sql, { brand: mine.brand, rights: ['data.read', 'data.write'] });
    for (const [method, address] of [['GET', '/imports'], ['POST', '/imports'], ['POST', '/imports/test/runs']] as const) {
      const response = await fetch(`${gateway.url}/api/v1${address}`, { method, headers: { authorization: `Bearer ${token}` } });
      expect(response.status, address).to.equal(403);
    }
  });

  it('show what they make of a file, and why a record is bad, without storing anything', async () => {
    await mine.ask('POST', '/imports', WISH);
    const { status, body } = await look(`${FILE}K4;${'x'.repeat(81)};\n`);
    expect(status).to.equal(200);
    const { targets, mapped, first, counts } = body as ImportLook;
    expect(targets).to.deep.equal(['externalId', 'emailAddress', 'birthday', 'mobilePhone']);
    expect(mapped).to.deep.equal([
      { line: 2, values: ['K1', 'a@x.nl', '1990-02-01', 'x'], why: null },
      { line: 3, values: null, why: 'Column born: is no day or time that there is (31-2-1990)' },
      { line: 4, values: ['K3', 'c@x.nl', '', 'x'], why: null },
      { line: 5, values: null, why: `Field emailAddress: has more than 80 characters (${'x'.repeat(81)})` },
    ]);
    expect([first[0], counts.read]).to.deep.equal([['K1', ' A@X.NL ', '1-2-1990'], 4]);
    expect(await customersByExternalId(mine.scope, 'K1')).to.have.length(0);
    expect(await gateway.sql('customer_stage').where({ brand_id: mine.brand.id })).to.have.length(0);
    expect(refusal(await look('a;b\n1;2\n'))).to.equal('400 IMPORT_COLUMNS_MISSING');
    const corrected = (await look('nr|mail,born\n', '?delimiter=|')).body;
    expect(complaint({ status: 0, headers: new Headers(), body: corrected })).to.include('"nr", "mail,born"');
  });

  it('are run for the files that wait, or for one, or only to tell what would happen', async () => {
    await mine.ask('POST', '/imports', WISH);
    await put('a.csv');
    const start = async (body?: object) => {
      const { status, headers, body: run } = await mine.ask('POST', '/imports/test/runs', body);
      expect(status, JSON.stringify(run)).to.equal(202);
      const { id } = run as { id: string };
      expect(headers.get('location')).to.equal(`${gateway.url}/api/v1/runs/${id}`);
      return runEnd(mine.ask, id);
    };
    const tried = await start({ dryRun: true });
    expect([tried.error, tried.counters]).to.deep.equal([null, { ...tried.counters, read: 3, bad: 1, inserted: 2 }]);
    expect(await customersByExternalId(mine.scope, 'K1')).to.have.length(0);
    const bad = [{ line: 3, cells: ['K2', 'b@x.nl', '31-2-1990'], why: 'Column born: is no day or time that there is (31-2-1990)' }];
    expect((await mine.ask('GET', `/runs/${tried.id}/bad`)).body).to.deep.equal(bad);
    const done = await start();
    expect((await mine.ask('GET', `/runs/${done.id}/bad`)).body).to.deep.equal(bad);
    expect(refusal(await (await manager(gateway)).ask('GET', `/runs/${done.id}/bad`))).to.equal('404 RUN_NOT_FOUND');
    expect([done.state, done.kind, done.counters]).to.deep.equal(
      ['done', 'import', { ...done.counters, read: 3, bad: 1, inserted: 2 }]);
    const [customer] = await customersByExternalId(mine.scope, 'K1');
    expect(customer).to.deep.include({ emailAddress: 'a@x.nl', birthday: '1990-02-01', mobilePhone: 'x' });
    expect((await readdir(mine.folder)).sort()).to.deep.equal(['a.errors.csv', 'done']);
    await put('a.csv');
    expect((await start({ file: 'a.csv' })).counters).to.deep.include({ seen: 1 });
    await put('a.csv');
    expect((await start({ force: true })).counters).to.deep.include({ unchanged: 2 });
    expect((await start()).error).to.include('*.csv');
    for (const body of [{ file: '../x' }, { file: 7 }, { force: 'yes' }, { x: 1 }]) {
      expect(refusal(await mine.ask('POST', '/imports/test/runs', body)), JSON.stringify(body)).to.equal('400 FIELD_VALUE');
    }
  });

  it('tell as many bad records of a run as the setting says, and of no cell too much', async () => {
    await mine.ask('POST', '/imports', WISH);
    const records = Array.from({ length: 30 }, (_, place) => `K${place};${'x'.repeat(300)};\n`).join('');
    await put('b.csv', `nr;mail;born\n${records}`);
    const { body } = await mine.ask('POST', '/imports/test/runs');
    const { id, counters } = await runEnd(mine.ask, (body as { id: string }).id);
    expect(counters['bad']).to.equal(30);
    const told = (await mine.ask('GET', `/runs/${id}/bad`)).body as { line: number; cells: string[] }[];
    expect(told.map(({ line }) => line)).to.deep.equal(Array.from({ length: 20 }, (_, place) => place + 2));
    expect(told[19]?.cells).to.deep.equal(['K19', 'x'.repeat(200), '']);
  });

  it('stand in the OpenAPI document', async () => {
    const { paths, components } = await (await fetch(`${gateway.url}/openapi.json`)).json() as {
      paths: Record<string, Record<string, { requestBody?: object }>>; components: { schemas: object };
    };
    expect(paths['/api/v1/imports']).to.have.all.keys('get', 'post');
    expect(paths['/api/v1/imports/{import}']).to.have.all.keys('get', 'put', 'delete');
    expect(paths['/api/v1/imports/{import}/runs']?.['post']?.requestBody).not.to.have.property('required');
    expect(paths['/api/v1/imports/{import}/look']).to.have.all.keys('post');
    expect(components.schemas).to.include.keys('Import', 'ImportWish', 'ImportLook', 'ImportRunWish', 'FileLook', 'BadRecord');
  });
});
