import { setDefaultCACertificates, getCACertificates } from 'node:tls';
import { expect } from 'chai';
import { findCertificate, issueCertificate, revokeCertificate, uploadCertificate } from '../../src/access/index.ts';
import { startCampaign, stopCampaign } from '../../src/campaign/index.ts';
import { readConfig } from '../../src/config.ts';
import { createHttpOut, type HttpOut } from '../../src/http-out/index.ts';
import { makeUser } from '../support/access.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { faultOf } from '../support/scope.ts';
import { tlsFile } from '../support/tls/index.ts';
import { caller, CALL_SETTINGS, type Caller } from './call-support.ts';
import { startShop, type Shop } from './http-server.ts';
import { shopAnswer, shopWsdl } from './shop-wsdl.ts';

describe('certificates in calls of campaigns', () => {
  const usual = getCACertificates('default');
  let database: TestDatabase;
  let mine: Caller;
  let theirs: Caller;
  let shops: Shop[];
  let httpOut: HttpOut;

  before(async () => {
    setDefaultCACertificates([...usual, tlsFile('first.crt')]); // as NODE_EXTRA_CA_CERTS does
    database = await testDatabase();
    httpOut = createHttpOut(readConfig(CALL_SETTINGS));
  });
  beforeEach(async () => {
    shops = [];
    [mine, theirs] = [await caller(database.sql), await caller(database.sql)];
  });
  afterEach(() => Promise.all(shops.map((shop) => shop.close())));
  after(async () => {
    setDefaultCACertificates(usual);
    await httpOut.close();
    await database.drop();
  });

  const issue = ({ scope }: Caller, name = 'shop') =>
    issueCertificate(scope, { name, domain: 'calls.acme.example', keyType: 'ec' });
  /** A server that lets in only who shows one of these. */
  const shopOf = async (trusted: readonly { readonly certificate: string }[], name: 'first' | 'second' = 'first') => {
    const shop = await startShop({
      cert: tlsFile(`${name}.crt`), key: tlsFile(`${name}.key`), requestCert: true, rejectUnauthorized: true,
      ca: trusted.map(({ certificate }) => certificate),
    });
    shops.push(shop);
    return shop;
  };
  const http = (who: Caller, shop: Shop, settings: object = {}) =>
    who.come('httpRequest', { url: `${shop.url}/x`, retries: 0, certificate: 'shop', ...settings });

  it('are shown, those of each brand by its calls alone, and by no call that names none', async () => {
    const [ours, other] = [await issue(mine), await issue(theirs)];
    const shop = await shopOf([ours, other]);
    await http(mine, shop);
    expect(await mine.kept()).to.contain('"certificate":"shop"').and.not.contain('PRIVATE').and.not.contain('BEGIN');
    await http(theirs, shop);
    await mine.hand(httpOut);
    await theirs.hand(httpOut);
    expect(shop.calls.map(({ shown }) => shown)).to.deep.equal([ours.fingerprint, other.fingerprint]);
    await http(mine, shop, { certificate: undefined });
    await mine.hand(httpOut);
    expect([shop.calls.length, (await mine.places()).map((place) => place.split(' ')[0])]).to.deep.equal([2, ['bad', 'good']]);
    expect((await mine.variables())['httpError']).to.match(/^localhost /);
    expect([...mine.lines, await mine.kept()].join()).not.to.contain('PRIVATE');
  });

  it('are shown by soapRequest, for the WSDL too; what they opened, another brand does not get from memory', async () => {
    const ours = await issue(mine);
    const [shop, open] = [await shopOf([ours]), await startShop()];
    shops.push(open);
    const settings = { wsdl: `${shop.url}/wsdl`, operation: 'put', retries: 0 };
    await mine.come('soapRequest', { ...settings, certificate: 'shop' });
    shop.answers = [{ status: 200, body: shopWsdl(`${shop.url}/soap`) }, { status: 200, body: shopAnswer('sent') }];
    await mine.hand(httpOut);
    expect([await mine.places(), shop.calls.map(({ method, shown }) => [method, shown])])
      .to.deep.equal([['good 0'], [['GET', ours.fingerprint], ['POST', ours.fingerprint]]]);
    await mine.come('soapRequest', { ...settings, wsdl: `${shop.url}/other`, certificate: 'shop' });
    await theirs.come('soapRequest', { ...settings, wsdl: `${shop.url}/other` });
    shop.answers = [{ status: 200, body: shopWsdl(`${open.url}/soap`) }];
    open.answers = [{ status: 200, body: shopAnswer('sent') }];
    await mine.hand(httpOut);
    await theirs.hand(httpOut);
    expect([open.calls.length, await theirs.places()]).to.deep.equal([1, ['bad 0']]);
  });

  it('do not make a server believed whose own certificate is not', async () => {
    const shop = await shopOf([await issue(mine)], 'second');
    await http(mine, shop);
    await mine.hand(httpOut);
    expect([shop.calls, await mine.places()]).to.deep.equal([[], ['bad 0']]);
    expect((await mine.variables())['httpError']).to.match(/^localhost shows a certificate that is not good/);
  });

  it('lead on by onFail when they are revoked, and are missed at save and start', async () => {
    const shop = await shopOf([await issue(mine)]);
    const id = await http(mine, shop);
    await revokeCertificate(mine.scope, 'shop');
    await mine.hand(httpOut);
    expect([shop.calls, await mine.places(), await mine.variables()])
      .to.deep.equal([[], ['bad 0'], { httpError: 'Certificate shop not found' }]);
    await stopCampaign(mine.scope, id);
    await mine.sweep();
    expect(await faultOf(startCampaign(mine.scope, id))).to.equal('105 The campaign, object call: Certificate shop not found');
    expect(await faultOf(http(mine, shop))).to.equal('105 The campaign, object call: Certificate shop not found');
    const soap = { wsdl: `${shop.url}/wsdl`, operation: 'put', certificate: 'shop' };
    expect(await faultOf(mine.come('soapRequest', soap))).to.equal('105 The campaign, object call: Certificate shop not found');
    await issue(mine);
    await startCampaign(mine.scope, id);
  });

  it('are refused when they are of a caller, expired, or for plain http', async () => {
    const { id: userId } = await makeUser(database.sql, [mine.scope.brand]);
    await uploadCertificate(mine.scope, { name: 'shop', pem: tlsFile('client.crt'), userId });
    const shop = await shopOf([]);
    expect(await faultOf(http(mine, shop))).to.contain('it was uploaded');
    await issue(mine, 'old');
    const { id } = await findCertificate(mine.scope, 'old');
    await mine.sql('certificate').where({ brand_id: mine.scope.brand.id, id }).update({ valid_to: new Date(0) });
    expect(await faultOf(http(mine, shop, { certificate: 'old' }))).to.contain('it has expired');
    await issue(mine, 'good');
    expect(await faultOf(http(mine, shop, { certificate: 'good', url: 'http://x.example/' }))).to.contain('begins with https');
    const soap = { wsdl: 'http://x.example/wsdl', operation: 'put', certificate: 'good' };
    expect(await faultOf(mine.come('soapRequest', soap))).to.contain('begins with https');
  });
});
