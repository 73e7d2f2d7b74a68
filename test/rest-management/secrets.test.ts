import { randomBytes } from 'node:crypto';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { expect } from 'chai';
import { secretValues } from '../../src/access/index.ts';
import type { Brand } from '../../src/db/index.ts';
import { TOLK, tolk } from '../cli/support.ts';
import { makeToken } from '../support/access.ts';
import { startGateway, type TestGateway } from '../support/gateway.ts';
import { scopeOf } from '../support/scope.ts';
import { asking, complaint, manager, refusal } from './support.ts';

const VALUE = 'k-4f1c09 very private';

describe('secrets of a brand, by REST and by command', () => {
  const settings = { TOLK_KEY: randomBytes(32).toString('hex') };
  let gateway: TestGateway;
  before(async () => { gateway = await startGateway({ env: { ...settings, LOG_LEVEL: 'debug' } }); });
  after(() => gateway.stop());

  const kept = async (brand: Brand, name: string) =>
    (await secretValues(scopeOf(gateway.sql, brand, { settings }), [name])).get(name);
  const names = (list: unknown) => (list as { name: string }[]).map(({ name }) => name);

  it('are set, named and removed by REST, each brand its own; no answer or log has a value', async () => {
    const mine = await manager(gateway);
    const theirs = await manager(gateway);
    const put = await mine.ask('PUT', '/secrets/SHOP_KEY', { value: VALUE });
    expect([put.status, put.body]).to.deep.equal([204, undefined]);
    await theirs.ask('PUT', '/secrets/SHOP_KEY', { value: 'another' });
    expect([await kept(mine.brand, 'SHOP_KEY'), await kept(theirs.brand, 'SHOP_KEY')]).to.deep.equal([VALUE, 'another']);
    const list = await mine.ask('GET', '/secrets');
    expect(list.body).to.have.length(1);
    expect((list.body as object[])[0]).to.include({ name: 'SHOP_KEY', createdBy: mine.user.name, modifiedBy: mine.user.name })
      .and.have.all.keys('name', 'createdBy', 'createdAt', 'modifiedBy', 'modifiedAt');
    expect((await mine.ask('DELETE', '/secrets/SHOP_KEY')).status).to.equal(204);
    expect(refusal(await mine.ask('DELETE', '/secrets/SHOP_KEY'))).to.equal('404 SECRET_NOT_FOUND');
    expect(names((await theirs.ask('GET', '/secrets')).body)).to.deep.equal(['SHOP_KEY']);
    expect(JSON.stringify([list.body, gateway.lines])).not.to.contain('private');
  });

  it('take the right manage, a name and a value', async () => {
    const { brand, ask } = await manager(gateway);
    const { token } = await makeToken(gateway.sql, { brand });
    for (const [method, path, body] of [['GET', '', undefined], ['PUT', '/a', { value: VALUE }], ['DELETE', '/a', undefined]] as const) {
      expect(refusal(await asking(gateway.url, token)(method, `/secrets${path}`, body))).to.match(/^403/);
    }
    expect(refusal(await ask('PUT', '/secrets/a%20b', { value: VALUE }))).to.equal('400 FIELD_VALUE');
    const unread = await ask('PUT', '/secrets/a', { value: [VALUE] });
    expect(unread.status).to.equal(400);
    expect(complaint(unread)).not.to.contain('private');
    expect((await ask('GET', '/secrets')).body).to.deep.equal([]);
  });

  it('are set from stdin, listed and removed by command', async () => {
    const { brand } = await manager(gateway);
    const env = { ...settings, DATABASE_URL: gateway.databaseUrl };
    const set = spawn(process.execPath, [TOLK, 'secret', 'set', 'KEY', '--brand', brand.name], { env: { PATH: process.env['PATH'], ...env } });
    set.stdin.end(`${VALUE}\n`);
    const [out, err] = await Promise.all([text(set.stdout), text(set.stderr), once(set, 'close')]);
    expect([out, err]).to.deep.equal(['set secret KEY\n', '']);
    expect(await kept(brand, 'KEY')).to.equal(VALUE);
    const list = await tolk(['secret', 'list', '--brand', brand.name], env);
    expect(list.out).to.contain('KEY').and.not.contain('private');
    expect((await tolk(['secret', 'remove', 'KEY', '--brand', brand.name], env)).out).to.equal('removed secret KEY\n');
    expect(await gateway.sql('secret').where({ brand_id: brand.id })).to.deep.equal([]);
  });
});
