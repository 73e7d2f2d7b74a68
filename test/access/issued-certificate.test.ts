import { createPrivateKey, randomBytes, X509Certificate } from 'node:crypto';
import { expect } from 'chai';
import {
  callCertificate, checkCallCertificate, findCertificate, issueCertificate, listCertificates, maintainCertificates,
  revokeCertificate, uploadCertificate, type KeyType,
} from '../../src/access/index.ts';
import type { Scope } from '../../src/db/index.ts';
import { makeBrand, makeUser } from '../support/access.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { faultOf, Heard, scopeOf } from '../support/scope.ts';
import { tlsFile } from '../support/tls/index.ts';

const DAY = 24 * 60 * 60 * 1000;

describe('a certificate that is issued here', () => {
  const settings = { TOLK_KEY: randomBytes(32).toString('hex') };
  let database: TestDatabase;
  let mine: Scope;

  before(async () => { database = await testDatabase(); });
  beforeEach(async () => { mine = scopeOf(database.sql, await makeBrand(database.sql), { settings }); });
  after(() => database.drop());

  const issue = (name: string, wish: { domain?: string; keyType?: KeyType } = {}, scope = mine) =>
    issueCertificate(scope, { name, domain: 'calls.acme.example', keyType: 'ec', ...wish });
  const like = (scope: Scope, more: object) =>
    scopeOf(database.sql, scope.brand, { settings: { ...settings, ...more } });
  const row = async (id: string) =>
    (await database.sql('certificate').where({ brand_id: mine.brand.id, id }))[0] as { pem: string; sealed_key: Buffer | null };

  it('is signed by itself, for a domain and for clients only, and good for a year', async () => {
    for (const [keyType, type] of [['ec', 'ec'], ['rsa', 'rsa']] as const) {
      const made = await issue(keyType, { keyType, domain: 'Calls.Acme.example' });
      const read = new X509Certificate(made.certificate);
      expect(read.publicKey.asymmetricKeyType).to.equal(type);
      expect(read.verify(read.publicKey) && read.checkIssued(read)).to.equal(true);
      expect([read.subject, read.subjectAltName, read.keyUsage, read.ca])
        .to.deep.equal(['CN=calls.acme.example', 'DNS:calls.acme.example', ['1.3.6.1.5.5.7.3.2'], false]);
      expect(Math.round((read.validToDate.getTime() - Date.now()) / DAY)).to.equal(365);
      expect(made).to.include({ kind: 'issued', state: 'valid', subject: 'CN=calls.acme.example', user: null });
      const { key } = await callCertificate(mine, keyType);
      expect(read.checkPrivateKey(createPrivateKey(key))).to.equal(true);
    }
    const [ec, rsa] = await listCertificates(mine);
    expect(ec?.fingerprint).not.to.equal(rsa?.fingerprint);
  });

  it('keeps its key sealed, in its own row and brand, and shows it nowhere', async () => {
    const made = await issue('shop');
    const { key, cert } = await callCertificate(mine, 'SHOP');
    expect(cert).to.equal(made.certificate);
    const secret = Buffer.from(key.replaceAll(/-----[^-]+-----|\s/g, ''), 'base64');
    const stored = await row(made.id);
    expect(stored.sealed_key?.includes(secret) || stored.sealed_key?.includes(key)).to.equal(false);
    const shown = JSON.stringify([made, await findCertificate(mine, made.id), await listCertificates(mine)]);
    expect(shown).not.to.contain('PRIVATE').and.not.to.contain(secret.toString('base64').slice(0, 60));
    const other = await issue('other');
    await database.sql('certificate').where({ brand_id: mine.brand.id, id: other.id }).update({ sealed_key: stored.sealed_key });
    expect(await faultOf(callCertificate(mine, 'other'))).to.contain('A secret does not open');
    const theirs = scopeOf(database.sql, await makeBrand(database.sql), { settings });
    expect(await faultOf(callCertificate(theirs, made.id))).to.contain('not found');
    expect((await issue('shop', {}, theirs)).certificate).not.to.equal(made.certificate);
  });

  it('is of no use to calls when it is revoked, expired or one of a caller', async () => {
    const made = await issue('shop');
    await checkCallCertificate(mine, 'shop');
    await revokeCertificate(mine, 'shop');
    expect(await faultOf(checkCallCertificate(mine, 'shop'))).to.equal('213 Certificate shop not found');
    expect((await row(made.id)).sealed_key).to.equal(null);
    await issue('shop', {}, like(mine, { CERTIFICATE_LIFE: '1' }));
    expect(await faultOf(checkCallCertificate(mine, 'shop'))).to.contain('it has expired');
    const { id: userId } = await makeUser(database.sql, [mine.brand]);
    await uploadCertificate(mine, { name: 'caller', pem: tlsFile('client.crt'), userId });
    expect(await faultOf(callCertificate(mine, 'caller'))).to.contain('it was uploaded');
  });

  it('is told of before it expires, once', async () => {
    const events = new Heard();
    const oneDay = { ...settings, CERTIFICATE_LIFE: String(DAY) };
    const brief = scopeOf(database.sql, mine.brand, { events, settings: oneDay });
    expect(await issue('brief', {}, brief)).to.include({ state: 'expiring' });
    await maintainCertificates(brief);
    await maintainCertificates(brief);
    expect(events.events.map(({ name, payload }) => [name, (payload as { name: string }).name]))
      .to.deep.equal([['certificate.expiring', 'brief']]);
    const early = { ...settings, CERTIFICATE_LIFE: String(50 * DAY), CERTIFICATE_WARN: String(60 * DAY) };
    const far = scopeOf(database.sql, mine.brand, { events, settings: early });
    expect(await issue('far', {}, far)).to.include({ state: 'expiring' });
    await maintainCertificates(scopeOf(database.sql, mine.brand, { events, settings }));
    expect(events.events).to.have.length(1);
    await maintainCertificates(far);
    expect(events.events).to.have.length(2);
  });

  it('is refused for what is no domain, a taken name, one too many, and without a key of the house', async () => {
    const long = `${'a.'.repeat(32)}bc`;
    for (const domain of ['', 'localhost', '*.acme.example', '-a.example', 'a..example', 'a.example/x', long]) {
      expect(await faultOf(issue('shop', { domain })), domain).to.contain('Field domain');
    }
    expect(await faultOf(issue('17'))).to.contain('digits alone');
    await issue('shop');
    expect(await faultOf(issue('Shop'))).to.contain('There is a certificate Shop');
    expect(await faultOf(issue('next', {}, like(mine, { CERTIFICATES: '1' })))).to.contain('at most 1 certificates');
    expect(await faultOf(issue('next', {}, scopeOf(database.sql, mine.brand)))).to.contain('Secrets');
    expect((await listCertificates(mine)).map(({ name }) => name)).to.deep.equal(['shop']);
  });
});
