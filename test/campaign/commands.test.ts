import { randomBytes } from 'node:crypto';
import { expect } from 'chai';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { applyCampaign, listCampaigns, startCampaign } from '../../src/campaign/index.ts';
import type { Brand } from '../../src/db/index.ts';
import { tolk } from '../cli/support.ts';
import { makeBrand } from '../support/access.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { scopeOf } from '../support/scope.ts';
import { drawing } from './support.ts';

describe('tolk campaign', () => {
  let database: TestDatabase;
  let brand: Brand;
  let folder: string;

  before(async () => {
    database = await testDatabase();
    brand = await makeBrand(database.sql);
    folder = await mkdtemp(path.join(tmpdir(), 'tolk-campaign-'));
  });
  after(async () => {
    await database.drop();
    await rm(folder, { recursive: true });
  });

  const run = async (...args: string[]) => {
    const { out, err, code } = await tolk(['campaign', ...args, '--brand', brand.name], { DATABASE_URL: database.url });
    return code === 0 ? out : `${code} ${err}`;
  };

  const graph = drawing([['in', 'startEvent', {}, { continue: 'rest' }], ['rest', 'wait', { for: { days: 1 } }]]);

  it('applies, starts, lists and draws a campaign', async () => {
    const file = path.join(folder, 'test.json');
    await writeFile(file, JSON.stringify(graph));
    expect(await run('apply', file)).to.match(/^saved campaign test \(\d+\), version 1\n$/);
    expect(await run('start', 'test')).to.equal('campaign test runs in version 1\n');
    await writeFile(file, JSON.stringify({ ...graph, entry: 'once' }));
    expect(await run('apply', file)).to.contain('version 2; it runs after tolk campaign restart');
    expect(await run('list')).to.match(/test +running +2 +1 +20/);
    expect(await run('show', 'test')).to.contain('o1 -->|"continue 0"| o2');
  });

  it('warns of times that have passed', async () => {
    await applyCampaign(scopeOf(database.sql, brand), drawing([['in', 'startTime', { at: '2020-03-01 09:00:00' }]], { name: 'late' }));
    const { out, err } = await tolk(['campaign', 'start', 'late', '--brand', brand.name], { DATABASE_URL: database.url });
    expect(out).to.equal('campaign late runs in version 1\n');
    expect(err).to.equal('tolk: in: 2020-03-01 09:00:00 has passed, so it begins at once\n');
  });

  it('warns of what looks like a merge field', async () => {
    const file = path.join(folder, 'strange.json');
    const set = [{ field: 'city', value: '{{town}}' }];
    await writeFile(file, JSON.stringify(drawing([['in', 'startEvent', {}, { continue: 'end' }], ['end', 'updateCustomer', { set }]], { name: 'strange' })));
    const { err } = await tolk(['campaign', 'apply', file, '--brand', brand.name], { DATABASE_URL: database.url });
    expect(err).to.equal('tolk: end: {{town}} is no merge field here, so it stays as it is\n');
  });

  it('exports, stops and removes a campaign', async () => {
    const scope = scopeOf(database.sql, brand);
    const { id } = await applyCampaign(scope, { ...graph, name: 'other' });
    await applyCampaign(scope, { ...graph, name: 'other', entry: 'once' });
    await startCampaign(scope, id);
    const exported = JSON.parse(await run('export', 'other')) as object;
    expect(exported).to.include({ name: 'other', entry: 'once' });
    expect(JSON.parse(await run('export', 'other', '--at', '1'))).to.include({ entry: 'again' });
    expect(await run('stop', id)).to.equal('campaign other is stopping\n');
    expect(await run('start', id)).to.equal('1 tolk: Campaign other is stopping, so it cannot be started\n');
    expect(await run('remove', 'other')).to.equal('removed campaign other\n');
    expect((await listCampaigns(scope)).map(({ name }) => name)).to.not.include('other');
  });

  it('tells public addresses and gives new ones', async () => {
    const scope = scopeOf(database.sql, brand);
    await applyCampaign(scope, drawing([['in', 'startUrl', {}], ['join', 'form', { title: 'x', fields: [{ field: 'emailAddress', label: 'x' }] }]], { name: 'open' }));
    const before = (await run('urls', 'open')).split('\n');
    expect(before.slice(1).join('\n')).to.match(/^in +startUrl +http:\/\/127\.0\.0\.1:8080\/e\/[\da-f]{32}\njoin +form +http:\/\/127\.0\.0\.1:8080\/f\/[\da-f]{32}\n$/);
    const after = (await run('urls', 'open', '--renew', 'join')).split('\n');
    expect([after[1] === before[1], after[2] === before[2]]).to.deep.equal([true, false]);
    expect(await run('urls', 'open', '--renew', 'gone')).to.equal('1 tolk: Campaign object gone not found\n');
  });

  it('tells the keys of links and makes new ones', async () => {
    const env = { DATABASE_URL: database.url, TOLK_KEY: randomBytes(32).toString('hex') };
    const keys = async (...args: string[]) => {
      const { out } = await tolk(['campaign', 'link-key', ...args, '--brand', brand.name, '--json'], env);
      return JSON.parse(out) as { id: number; key: string }[];
    };
    const [first] = await keys();
    const rotated = await keys('--rotate');
    expect(rotated.map(({ id }) => id)).to.deep.equal([2, 1]);
    expect(rotated[1]).to.deep.equal(first);
    expect(await keys()).to.deep.equal(rotated);
  });

  it('says where a definition is wrong', async () => {
    const file = path.join(folder, 'wrong.json');
    await writeFile(file, JSON.stringify(drawing([['in', 'fly', {}]])));
    expect(await run('apply', file)).to.equal('1 tolk: The campaign, object in: there is no type fly\n');
  });
});
