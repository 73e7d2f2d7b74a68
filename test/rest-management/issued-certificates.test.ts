import { randomBytes, X509Certificate } from 'node:crypto';
import { expect } from 'chai';
import { tolk } from '../cli/support.ts';
import { makeToken } from '../support/access.ts';
import { startGateway, type TestGateway } from '../support/gateway.ts';
import { tlsFile } from '../support/tls/index.ts';
import { asking, manager, refusal } from './support.ts';

type Json = Record<string, unknown>;

describe('certificates for our own calls, by REST and by command', () => {
  const settings = { TOLK_KEY: randomBytes(32).toString('hex') };
  let gateway: TestGateway;
  before(async () => { gateway = await startGateway({ env: { ...settings, LOG_LEVEL: 'debug' } }); });
  after(() => gateway.stop());

  const wish = { name: 'shop', domain: 'calls.acme.example' };

  it('are issued, listed, shown and revoked by REST, each brand its own', async () => {
    const mine = await manager(gateway);
    const theirs = await manager(gateway);
    const made = await mine.ask('POST', '/certificates/issue', { ...wish, keyType: 'rsa' });
    expect(made.status, JSON.stringify(made.body)).to.equal(201);
    const { id, certificate } = made.body as { id: string; certificate: string };
    expect(made.headers.get('location')).to.equal(`${gateway.url}/api/v1/certificates/${id}`);
    expect(new X509Certificate(certificate).publicKey.asymmetricKeyType).to.equal('rsa');
    await mine.ask('POST', '/certificates', { name: 'caller', certificate: tlsFile('client.crt') });
    const { body: list } = await mine.ask('GET', '/certificates') as { body: Json[] };
    expect(list.map(({ name, kind, user }) => [name, kind, user === null])).to.deep.equal([['caller', 'uploaded', false], ['shop', 'issued', true]]);
    expect((await theirs.ask('POST', '/certificates/issue', wish)).status).to.equal(201);
    expect((await mine.ask('GET', '/certificates/shop')).body).to.include({ id, certificate });
    expect((await mine.ask('DELETE', '/certificates/shop')).status).to.equal(204);
    expect(refusal(await mine.ask('GET', '/certificates/shop'))).to.equal('404 CERTIFICATE_NOT_FOUND');
    expect((await theirs.ask('GET', '/certificates/shop')).status).to.equal(200);
    expect(JSON.stringify(gateway.lines)).not.to.contain('PRIVATE KEY');
  });

  it('take the right manage, and a domain', async () => {
    const { brand, ask } = await manager(gateway);
    const { token } = await makeToken(gateway.sql, { brand });
    expect(refusal(await asking(gateway.url, token)('POST', '/certificates/issue', wish))).to.match(/^403/);
    expect(refusal(await ask('POST', '/certificates/issue', { ...wish, domain: 'acme' }))).to.equal('400 FIELD_VALUE');
  });

  it('are issued and shown by command, without the key', async () => {
    const { brand } = await manager(gateway);
    const env = { ...settings, DATABASE_URL: gateway.databaseUrl };
    const run = (...args: string[]) => tolk(['cert', ...args, '--brand', brand.name], env);
    const made = await run('issue', 'shop', '--domain', wish.domain);
    expect([made.code, made.err]).to.deep.equal([0, '']);
    expect(new X509Certificate(made.out).subject).to.equal(`CN=${wish.domain}`);
    const [shown, list] = await Promise.all([run('show', 'SHOP'), run('list')]);
    expect(shown.out).to.equal(made.out);
    expect(list.out).to.match(/shop +issued +CN=calls.acme.example/);
    expect(`${made.out}${shown.out}${list.out}`).not.to.contain('PRIVATE');
  });
});
