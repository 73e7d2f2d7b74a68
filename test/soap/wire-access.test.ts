import { expect } from 'chai';
import { deactivateUser, deleteUser, reactivateUser, revokeToken } from '../../src/access/index.ts';
import type { Actor } from '../../src/db/index.ts';
import { makeBrand, makeToken, makeUser } from '../support/access.ts';
import { startGateway, type TestGateway } from '../support/gateway.ts';
import { soapCall } from '../support/soap-call.ts';
import { until } from '../support/until.ts';
import { TNS, enveloped, faultIn, send, type WireAnswer } from '../support/wire.ts';

const operator: Actor = { name: 'operator', door: 'cli' };

/** Who may call, and in whose name: seen from outside. */
describe('access over SOAP', () => {
  let gateway: TestGateway;
  before(async () => {
    gateway = await startGateway({ env: { TRUST_PROXY: '127.0.0.1', GUESS_LIMIT: '3', ACTIVITY_FLUSH: '100' } });
  });
  beforeEach(() => gateway.sql('customer').delete());
  after(() => gateway.stop());

  const stored = () => gateway.sql('customer').orderBy('id').select<Record<string, unknown>[]>();
  const fieldOf = (text: string, name: string) => new RegExp(`<ns1:${name}>([^<]*)<`).exec(text)?.[1];
  const faultOf = ({ text }: WireAnswer) => /<faultcode>([^<]*)</.exec(text)?.[1];
  /** A call that comes through the proxy from some address. */
  const from = (address: string, token: string, customer = '') => send(gateway, enveloped(
    `<customer_insert xmlns="${TNS}"><customer>${customer}</customer><uuid>${token}</uuid></customer_insert>`,
  ), { headers: { 'X-Forwarded-For': address } });
  /** From another address each time, so that wrong tokens are no guessing. */
  let calls = 0;
  const insert = (token: string, customer?: string) => from(`10.0.${++calls >> 8}.${calls & 255}`, token, customer);

  it('writes the name of the token\'s owner as author, and in the history', async () => {
    const { brand, sql } = gateway;
    const [ada, bob] = [await makeUser(sql, [brand], 'Ada & Söhne'), await makeUser(sql, [brand], 'Bob')];
    const [first, second] = [await makeToken(sql, { brand, user: ada }), await makeToken(sql, { brand, user: bob })];
    const { text } = await insert(first.token);
    expect(text).to.include('<ns1:createdBy>Ada &amp; Söhne</ns1:createdBy>').and.include('<ns1:modifiedBy>Ada &amp; Söhne<');
    const id = fieldOf(text, 'id');
    await soapCall({ url: gateway.url, token: second.token }, 'customer_update', `<customer><id>${id}</id><city>Delft</city></customer>`);
    const [customer, ...others] = await stored();
    expect(customer).to.include({ created_by: 'Ada & Söhne', modified_by: 'Bob' });
    expect(others).to.deep.equal([]);
    const authors = await sql('customer_history').where({ customer_id: id }).orderBy('changed_at').pluck('changed_by');
    expect(authors).to.deep.equal(['Ada & Söhne', 'Bob']);
    const group = await soapCall({ url: gateway.url, token: second.token }, 'group_insert', '<group><name>g</name></group>');
    expect(fieldOf(group.text, 'createdBy')).to.equal('Bob');
  });

  it('answers 202 for a token in any state but active, and stores nothing', async () => {
    const { brand, sql } = gateway;
    const states: Readonly<Record<string, (token: { id: string; user: { id: string } }) => Promise<unknown>>> = {
      revoked: ({ id }) => revokeToken(sql, operator, brand.id, id),
      'owner inactive': ({ user }) => deactivateUser(sql, operator, user.id),
      'owner deleted': ({ user }) => deleteUser(sql, operator, user.id),
      expired: ({ id }) => sql('token').where({ id }).update({ expires_at: sql.raw(`now() - interval '1 second'`) }),
      pending: ({ id }) => sql('token').where({ id }).update({ active_from: sql.raw(`now() + interval '1 hour'`) }),
    };
    for (const [state, reach] of Object.entries(states)) {
      const made = await makeToken(sql, { brand });
      expect((await insert(made.token)).status, state).to.equal(200);
      await reach(made);
      await until(async () => faultOf(await insert(made.token)) === '202');
      await sql('customer').delete();
      expect(faultOf(await insert(made.token)), state).to.equal('202');
      expect(await stored(), state).to.deep.equal([]);
    }
  });

  it('takes the same token again when its owner is reactivated', async () => {
    const { token, user } = await makeToken(gateway.sql, { brand: gateway.brand });
    await deactivateUser(gateway.sql, operator, user.id);
    await until(async () => faultOf(await insert(token)) === '202');
    await reactivateUser(gateway.sql, operator, user.id);
    await until(async () => (await insert(token)).status === 200);
  });

  it('lets a token with an allow list in from its networks only, as the trusted proxy tells', async () => {
    const { token } = await makeToken(gateway.sql, { brand: gateway.brand, allow: ['192.0.2.0/28', '2001:db8::/32'] });
    for (const address of ['192.0.2.3', '2001:db8::7', '::ffff:192.0.2.4']) expect((await from(address, token)).status).to.equal(200);
    for (const address of ['192.0.2.16', '198.51.100.1']) expect(faultIn(await from(address, token)).code).to.equal('202');
    expect(faultOf(await insert(token))).to.equal('202');
    expect(await stored()).to.have.length(3);
  });

  it('refuses tokens it does not remember to an address that guesses; those in use pass, and others are not hurt', async () => {
    const { sql, brand } = gateway;
    const [used, fresh] = [await makeToken(sql, { brand }), await makeToken(sql, { brand })];
    expect((await from('203.0.113.9', used.token)).status).to.equal(200);
    for (let time = 0; time < 4; time++) expect(faultIn(await from('203.0.113.9', `wrong-${time}`)).code).to.equal('202');
    expect(faultIn(await from('203.0.113.9', fresh.token)).code).to.equal('202');
    expect((await from('203.0.113.9', used.token)).status).to.equal(200);
    expect((await from('203.0.113.10', fresh.token)).status).to.equal(200);
    expect(await stored()).to.have.length(3);
  });

  it('notes the use of a token as activity of its owner', async () => {
    const { token, id, user } = await makeToken(gateway.sql, { brand: gateway.brand });
    const owner = () => gateway.sql('app_user').where({ id: user.id });
    await owner().update({ last_active_at: gateway.sql.raw(`now() - interval '40 days'`) });
    await insert(token);
    await until(async () => (await owner().whereRaw(`last_active_at > now() - interval '1 minute'`)).length === 1);
    expect(await gateway.sql('token').where({ id }).whereNotNull('last_used_at')).to.have.length(1);
  });

  it('follows the settings of the brand: zone, opt-ins, unknown options', async () => {
    const settings = { optIn: 'N', smsOptIn: 'N', trackOptIn: 'Y', unknownOptions: 'fault' } as const;
    const strict = await makeBrand(gateway.sql, { timeZone: 'Pacific/Kiritimati', settings });
    const ignore = { unknownOptions: 'ignore' } as const;
    const ignoring = await makeBrand(gateway.sql, { timeZone: 'Pacific/Pago_Pago', settings: ignore });
    const there = await makeToken(gateway.sql, { brand: strict });
    const here = await makeToken(gateway.sql, { brand: ignoring });
    const option = '<options><CustomerOption><name>never-defined</name><value>1</value></CustomerOption></options>';
    const [east, west] = [await insert(there.token), await insert(here.token, option)];
    expect([fieldOf(east.text, 'optIn'), fieldOf(east.text, 'smsOptIn')]).to.deep.equal(['N', 'N']);
    expect([fieldOf(west.text, 'optIn'), fieldOf(west.text, 'smsOptIn')]).to.deep.equal(['Y', 'Y']);
    // 25 hours lie between the two zones.
    const apart = Date.parse(`${fieldOf(east.text, 'createdAt')}Z`) - Date.parse(`${fieldOf(west.text, 'createdAt')}Z`);
    expect(Math.round(apart / 3_600_000)).to.equal(25);
    expect(west.text).to.not.include('never-defined');
    expect(faultOf(await insert(there.token, option))).to.equal('105');
    expect((await insert(gateway.token, option)).text).to.include('<ns1:name>never-defined</ns1:name>');
    expect((await stored()).map(({ options }) => options)).to.deep.equal([{}, {}, { 'never-defined': '1' }]);
  });
});
