import { expect } from 'chai';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import ssh2 from 'ssh2';
import { complaint, manager, refusal, type Manager } from '../rest-management/support.ts';
import { serverWish, startFilesHouse, type FilesHouse } from './locations-support.ts';
import { PASSWORD, put } from './support.ts';

interface Shown {
  readonly id: string;
  readonly hostKey: string | null;
}

describe('locations by REST', () => {
  let house: FilesHouse;
  let mine: Manager;
  before(async () => {
    house = await startFilesHouse({ LOCATIONS_MAX: '3' });
  });
  after(() => house.stop());
  beforeEach(async () => {
    mine = await manager(house.gateway);
  });
  const make = async (body: object) => (await mine.ask('POST', '/locations', body)).body as Shown;
  const stored = () => house.gateway.sql('location').where({ brand_id: mine.brand.id }).orderBy('id');

  it('are made, shown, changed and forgotten; secrets never come out, nor lie in the store', async () => {
    const made = await mine.ask('POST', '/locations', serverWish(house.server, { path: 'out/' }));
    const { host, port, hostKey } = house.server;
    const shown = {
      name: 'CRM', kind: 'sftp', path: 'out', host, port, user: 'anna', secretKind: 'password', hostKey,
      createdBy: mine.user.name, modifiedBy: mine.user.name,
    };
    expect(made.status).to.equal(201);
    expect(made.body).to.deep.include(shown);
    const { id } = made.body as Shown;
    expect(made.headers.get('location')).to.match(new RegExp(`/api/v1/locations/${id}$`));
    const folder = await make({ name: 'drop', kind: 'folder', path: 'in/deep' });
    expect(folder).to.deep.include({ kind: 'folder', path: 'in/deep', host: null, port: null, secretKind: null, hostKey: null });
    expect((await mine.ask('GET', '/locations')).body).to.deep.equal([made.body, folder]);
    expect((await mine.ask('GET', '/locations/CRM')).body).to.deep.equal(made.body);
    expect((await mine.ask('PATCH', `/locations/${id}`, { name: 'CRM 2', path: '/out' })).body)
      .to.deep.include({ ...shown, name: 'CRM 2', path: '/out' });
    expect(JSON.stringify([made.body, await stored(), house.gateway.lines])).to.not.contain(PASSWORD);
    const [{ secret }] = await stored() as [{ secret: Buffer }];
    expect(secret.includes(PASSWORD)).to.equal(false);
    expect((await mine.ask('DELETE', '/locations/drop')).status).to.equal(204);
    expect(refusal(await mine.ask('GET', `/locations/${folder.id}`))).to.equal('404 LOCATION_NOT_FOUND');
  });

  it('keep brands apart: same names, other files, nothing of the other is found', async () => {
    const other = await manager(house.gateway);
    await make({ name: 'drop', kind: 'folder' });
    const theirs = (await other.ask('POST', '/locations', { name: 'drop', kind: 'folder' })).body as Shown;
    for (const { brand: { id } } of [mine, other]) mkdirSync(house.folderOf(id), { recursive: true });
    put(house.folderOf(mine.brand.id), 'mine.csv', 'x');
    put(house.folderOf(other.brand.id), 'theirs.csv', 'x');
    const seen = async ({ ask }: Manager) =>
      ((await ask('GET', '/locations/drop/files')).body as { name: string }[]).map(({ name }) => name);
    expect([await seen(mine), await seen(other)]).to.deep.equal([['mine.csv'], ['theirs.csv']]);
    for (const [method, path, body] of [
      ['GET', '', undefined], ['PATCH', '', { name: 'x' }], ['DELETE', '', undefined], ['GET', '/files', undefined], ['POST', '/test', {}],
    ] as const) {
      expect(refusal(await mine.ask(method, `/locations/${theirs.id}${path}`, body))).to.equal('404 LOCATION_NOT_FOUND');
    }
    const sneaky = await mine.ask('POST', '/locations', { name: 'out', kind: 'folder', path: `../${other.brand.id}` });
    expect(refusal(sneaky)).to.equal('400 FIELD_VALUE');
    expect(refusal(await mine.ask('GET', `/locations/drop/files?pattern=../${other.brand.id}/*`))).to.equal('400 FIELD_VALUE');
  });

  it('cannot use a secret of another row, even when it is copied in the store', async () => {
    const [one, two] = [await make(serverWish(house.server)), await make(serverWish(house.server, { name: 'two' }))];
    await house.gateway.sql.raw(
      'update location set secret = (select secret from location where id = ?) where id = ?', [one.id, two.id],
    );
    expect(refusal(await mine.ask('POST', `/locations/${two.id}/test`, {}))).to.equal('409 SECRET_BROKEN');
    expect((await mine.ask('POST', `/locations/${one.id}/test`, {})).status).to.equal(200);
  });

  it('learn a host key only by an act that shows it, and never another one', async () => {
    put(house.server.root, 'a.csv', 'x');
    const { id } = await make(serverWish(house.server, { hostKey: undefined }));
    const first = await mine.ask('POST', `/locations/${id}/test`, {});
    expect([refusal(first), complaint(first).includes(house.server.hostKey)]).to.deep.equal(['409 LOCATION_UNTRUSTED', true]);
    expect(refusal(await mine.ask('GET', `/locations/${id}/files`))).to.equal('409 LOCATION_UNTRUSTED');
    expect((await mine.ask('GET', `/locations/${id}`)).body).to.include({ hostKey: null });
    const { hostKey } = house.server;
    expect((await mine.ask('POST', `/locations/${id}/test`, { trust: true })).body)
      .to.deep.equal({ hostKey, isNewlyTrusted: true, files: 1 });
    expect((await mine.ask('POST', `/locations/${id}/test`, { trust: true })).body)
      .to.deep.equal({ hostKey, isNewlyTrusted: false, files: 1 });
    await house.server.down();
    await house.server.up({ newHostKey: true });
    const changed = await mine.ask('POST', `/locations/${id}/test`, { trust: true });
    expect([refusal(changed), complaint(changed).includes(house.server.hostKey)]).to.deep.equal(['409 LOCATION_HOST_KEY', true]);
    expect((await mine.ask('GET', `/locations/${id}`)).body).to.include({ hostKey });
    const again = { hostKey: house.server.hostKey, password: PASSWORD };
    expect((await mine.ask('PATCH', `/locations/${id}`, again)).status).to.equal(200);
    expect((await mine.ask('POST', `/locations/${id}/test`, {})).body).to.include({ files: 1 });
  });

  it('do not lead a kept password to another server', async () => {
    const { id } = await make(serverWish(house.server));
    const before = await stored();
    for (const change of [{ host: 'evil.example.com' }, { port: 2222 }, { hostKey: null }, { hostKey: `SHA256:${'A'.repeat(43)}` }]) {
      const answer = await mine.ask('PATCH', `/locations/${id}`, change);
      expect([refusal(answer), complaint(answer).includes('must be given again')]).to.deep.equal(['400 FIELD_VALUE', true]);
    }
    expect(await stored()).to.deep.equal(before);
    expect((await mine.ask('PATCH', `/locations/${id}`, { port: 2222, password: 'new' })).body).to.include({ port: 2222 });
  });

  it('are refused when something of them is wrong, and nothing is kept', async () => {
    const ok = serverWish(house.server) as Record<string, unknown>;
    const { public: publicKey } = ssh2.utils.generateKeyPairSync('ed25519');
    const bad: readonly [body: object, field: string][] = [
      [{ ...ok, name: '' }, 'name'], [{ ...ok, name: '12' }, 'name'], [{ ...ok, name: 'x'.repeat(101) }, 'name'], [{ ...ok, name: 'a\nb' }, 'name'],
      [{ ...ok, kind: 'ftp' }, 'kind'], [{ ...ok, host: '' }, 'host'], [{ ...ok, host: 'a b' }, 'host'], [{ ...ok, host: '-oProxyCommand=x' }, 'host'],
      [{ ...ok, host: 'sftp://x' }, 'host'], [{ ...ok, port: 0 }, 'port'], [{ ...ok, port: 65_536 }, 'port'], [{ ...ok, port: 1.5 }, 'port'],
      [{ ...ok, user: '' }, 'user'], [{ ...ok, user: undefined }, 'user'], [{ ...ok, path: 'a/../..' }, 'path'], [{ ...ok, path: 'a\\b' }, 'path'],
      [{ ...ok, hostKey: 'MD5:aa:bb' }, 'hostKey'], [{ ...ok, hostKey: 'SHA256:short' }, 'hostKey'], [{ ...ok, password: '' }, 'password'],
      [{ ...ok, password: undefined }, 'secret'], [{ ...ok, privateKey: 'x' }, 'password'], [{ ...ok, passphrase: 'x' }, 'passphrase'],
      [{ ...ok, password: undefined, privateKey: 'no key' }, 'privateKey'], [{ ...ok, password: undefined, privateKey: publicKey }, 'privateKey'],
      [{ ...ok, secret: 'x' }, 'secret'], [{ name: 'f', kind: 'folder', host: 'x' }, 'host'], [{ name: 'f', kind: 'folder', password: 'x' }, 'secret'],
      [{ name: 'f', kind: 'folder', path: '/etc' }, 'path'], [{ name: 'f', kind: 'folder', path: '..' }, 'path'], [{ name: 'f', kind: 'folder', path: 'C:/x' }, 'path'],
    ];
    for (const [body, field] of bad) {
      const answer = await mine.ask('POST', '/locations', body);
      expect(refusal(answer), JSON.stringify(body)).to.equal('400 FIELD_VALUE');
      expect(complaint(answer)).to.contain(field);
      expect(complaint(answer)).to.not.contain(PASSWORD);
    }
    expect(await stored()).to.deep.equal([]);
    for (const name of ['a', 'b', 'c']) await make({ name, kind: 'folder' });
    expect(refusal(await mine.ask('POST', '/locations', { name: 'a', kind: 'folder' }))).to.equal('409 LOCATIONS_EXCEEDED');
    await mine.ask('DELETE', '/locations/c');
    expect(refusal(await mine.ask('POST', '/locations', { name: 'a', kind: 'folder' }))).to.equal('409 LOCATION_EXISTS');
    expect(refusal(await mine.ask('PATCH', '/locations/b', { name: 'a' }))).to.equal('409 LOCATION_EXISTS');
    expect(refusal(await mine.ask('GET', '/locations/99999999999999999999'))).to.equal('404 LOCATION_NOT_FOUND');
  });

  it('tell their files by pattern, with sizes and times of the brand', async () => {
    const folder = path.join(house.folderOf(mine.brand.id), 'in');
    mkdirSync(folder, { recursive: true });
    const year = new Date().getFullYear();
    for (const name of [`orders_${year}.csv`, 'orders_1999.csv', 'other.txt']) put(folder, name, 'four');
    await make({ name: 'drop', kind: 'folder' });
    const { body } = await mine.ask('GET', '/locations/drop/files?pattern=in/orders_{Y}*');
    expect(body).to.have.length(1);
    const [file] = body as [{ modifiedAt: string }];
    expect(file).to.include({ name: `in/orders_${year}.csv`, size: 4 });
    expect(file.modifiedAt).to.match(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/);
    expect(refusal(await mine.ask('GET', '/locations/drop/files?pattern={x}'))).to.equal('400 FIELD_VALUE');
  });
});
