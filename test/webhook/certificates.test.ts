import https from 'node:https';
import { text } from 'node:stream/consumers';
import { expect } from 'chai';
import { maintainCertificates, uploadCertificate } from '../../src/access/index.ts';
import { Events } from '../../src/events/index.ts';
import { createWebhook, mappingType } from '../../src/webhook/index.ts';
import { asking } from '../rest-management/support.ts';
import { makeBrand, makeToken } from '../support/access.ts';
import { startGateway, type TestGateway } from '../support/gateway.ts';
import { tlsFile, tlsPath, type TlsFile } from '../support/tls/index.ts';
import { until } from '../support/until.ts';
import { makeWebhook, send, type Desk, type MadeWebhook } from './receiver-support.ts';

const MAPPING = [{ path: 'mail', to: { field: 'emailAddress' }, deduplicate: true }];
const BODY = { mail: 'ada@harbour.example' };

/** A brand whose webhook takes certificates, asked over whatever scheme the gateway has. */
async function openBrand({ sql, url }: TestGateway): Promise<Desk & { hook: MadeWebhook }> {
  const brand = await makeBrand(sql);
  const manager = await makeToken(sql, { brand, rights: ['manage'] });
  const desk = { brand, ask: asking(url, manager.token), managerName: manager.user.name, userToken: '' };
  return { ...desk, hook: await makeWebhook(desk, { mapping: MAPPING, takesCertificates: true, ownToken: false }) };
}

const pemOf = (name: 'client' | 'second') => ({ name: `${name} one`, certificate: tlsFile(`${name}.crt`) });

describe('a webhook that takes certificates, behind a trusted proxy', () => {
  let gateway: TestGateway;
  before(async () => { gateway = await startGateway({ env: { TRUST_PROXY: '127.0.0.1' } }); });
  after(() => gateway.stop());

  const escaped = (name: TlsFile) => ({ 'x-ssl-client-cert': encodeURIComponent(tlsFile(name)) });
  const rfc9440 = (name: TlsFile) => ({
    'client-cert': `:${tlsFile(name).replaceAll(/-----[^-]+-----|\s/g, '')}:`,
  });

  it('is opened by one of the brand that the proxy tells of, in the name of its user', async () => {
    const { ask, hook, brand, managerName } = await openBrand(gateway);
    const made = await ask('POST', '/certificates', pemOf('client'));
    expect(made.status, JSON.stringify(made.body)).equal(201);
    expect(made.body).include({ subject: 'CN=client.tolk.test', state: 'valid' });
    for (const headers of [escaped('client.crt'), rfc9440('client.crt')]) {
      const answer = await send(hook.url, BODY, headers);
      expect(answer.status, answer.text).equal(200);
    }
    const [customer] = await gateway.sql('customer').where({ brand_id: brand.id });
    expect(customer).include({ created_by: managerName });
  });

  it('stays closed to other certificates, nonsense, revoked and expired ones, and an inactive user', async () => {
    const { ask, hook, brand, managerName } = await openBrand(gateway);
    await ask('POST', '/certificates', pemOf('client'));
    const other = await openBrand(gateway);
    await other.ask('POST', '/certificates', pemOf('second'));
    for (const headers of [escaped('second.crt'), { 'x-ssl-client-cert': 'nonsense%' }, { 'client-cert': ':AAAA:' }, {}]) {
      expect((await send(hook.url, BODY, headers as Record<string, string>)).status).equal(401);
    }
    const certificates = () => gateway.sql('certificate').where({ brand_id: brand.id });
    const status = async () => (await send(hook.url, BODY, escaped('client.crt'))).status;
    expect(await status()).equal(200);
    await gateway.sql('app_user').where({ name: managerName }).update({ state: 'inactive' });
    expect(await status()).equal(401);
    await gateway.sql('app_user').where({ name: managerName }).update({ state: 'active' });
    await certificates().update({ valid_to: '2020-01-01' });
    expect(await status()).equal(401);
    await certificates().update({ valid_to: '2120-01-01' });
    expect(await status()).equal(200);
    await until(async () => (await ask('DELETE', '/certificates/client%20one')).status === 204);
    expect(await status()).equal(401);
  });

  it('is opened by none when it does not take them; a right token still opens it', async () => {
    const { ask, hook } = await openBrand(gateway);
    await ask('POST', '/certificates', pemOf('client'));
    await ask('PATCH', `/webhooks/${hook.id}`, { takesCertificates: false });
    const refused = await send(hook.url, BODY, escaped('client.crt'));
    expect(refused.status).equal(401);
    expect(refused.headers.get('x-clang-request-count')).equal(null);
  });

  it('refuses what is no certificate, a key, a taken name, and the same one again', async () => {
    const { ask } = await openBrand(gateway);
    const wish = pemOf('client');
    expect((await ask('POST', '/certificates', wish)).status).equal(201);
    const wishes = [
      { ...wish, name: 'other' }, { ...pemOf('second'), name: 'CLIENT one' }, { name: 'x', certificate: 'nonsense' },
      { name: 'x', certificate: tlsFile('client.key') }, { name: '17', certificate: tlsFile('second.crt') },
    ];
    const statuses: number[] = [];
    for (const each of wishes) statuses.push((await ask('POST', '/certificates', each)).status);
    expect(statuses).eql([409, 409, 400, 400, 400]);
  });

  it('tells once of a certificate that expires soon', async () => {
    const { ask, brand } = await openBrand(gateway);
    await ask('POST', '/certificates', pemOf('client'));
    await ask('POST', '/certificates', pemOf('second'));
    await gateway.sql('certificate').where({ brand_id: brand.id, name: 'client one' })
      .update({ valid_to: gateway.sql.raw(`now() + interval '10 days'`) });
    const heard: object[] = [];
    const events = new Events().on('certificate.expiring', (_tx, payload) => Promise.resolve(void heard.push(payload)));
    const { scope } = await makeToken(gateway.sql, { brand, events });
    await maintainCertificates(scope);
    await maintainCertificates(scope);
    expect(heard).length(1);
    expect(heard[0]).include({ name: 'client one' });
    const states = ((await ask('GET', '/certificates')).body as { state: string }[]).map(({ state }) => state);
    expect(states).eql(['expiring', 'valid']);
  });
});

describe('a webhook that takes certificates, by our own TLS', () => {
  let gateway: TestGateway;
  before(async () => {
    gateway = await startGateway({
      env: { TLS_CERT: tlsPath('first.crt'), TLS_KEY: tlsPath('first.key'), TLS_CLIENT_ASK: '1' },
    });
  });
  after(() => gateway.stop());

  const post = (url: string, options: https.RequestOptions) => new Promise<number>((resolve, reject) => {
    const headers = { 'content-type': 'application/json', ...options.headers };
    const request = https.request(url, { ca: tlsFile('first.crt'), agent: false, method: 'POST', ...options, headers }, (response) => {
      void text(response).then(() => resolve(response.statusCode ?? 0));
    });
    request.on('error', reject).end(JSON.stringify(BODY));
  });

  it('is opened by the certificate of the handshake, and by no header', async () => {
    const brand = await makeBrand(gateway.sql);
    const { scope } = await makeToken(gateway.sql, { brand });

    const { webhook } = await createWebhook(scope, {
      name: 'guests', mapping: mappingType.parse(MAPPING), takesCertificates: true,
    });
    const [user] = await gateway.sql('app_user').where({ name: scope.actor.name });
    await uploadCertificate(scope, { name: 'client', pem: tlsFile('client.crt'), userId: String(user.id) });
    const url = `${gateway.url}/app/api/rest/public/v2/project/datahook/data-receiver/${webhook.endpoint}`;
    expect(await post(url, { cert: tlsFile('client.crt'), key: tlsFile('client.key') })).equal(200);
    expect(await post(url, { cert: tlsFile('second.crt'), key: tlsFile('second.key') })).equal(401);
    expect(await post(url, {})).equal(401);
    const headers = { 'x-ssl-client-cert': encodeURIComponent(tlsFile('client.crt')) };
    expect(await post(url, { headers })).equal(401);
  });
});
