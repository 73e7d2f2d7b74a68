import { expect } from 'chai';
import type { Brand } from '../../src/db/index.ts';
import { neighbourhood, plainAddress } from '../../src/access/network.ts';
import { makeBrand, makeToken } from '../support/access.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { complaint, openAccess, refusal } from './access-support.ts';

describe('the allow list of a token', () => {
  let database: TestDatabase;
  let brand: Brand;

  before(async () => {
    database = await testDatabase();
    brand = await makeBrand(database.sql);
  });
  after(() => database.drop());

  for (const { allow, stored, inside, outside } of [
    {
      allow: ['10.0.0.0/8', '192.0.2.7'], stored: ['10.0.0.0/8', '192.0.2.7/32'],
      inside: ['10.255.0.1', '192.0.2.7', '::ffff:10.1.2.3', '::ffff:a01:203', '::FFFF:10.1.2.3'],
      outside: ['11.0.0.1', '192.0.2.8', '::ffff:11.0.0.1', '::a01:203', '2001:db8::1', '', 'unix'],
    },
    {
      allow: ['2001:db8::/32', 'fe80::1'], stored: ['2001:db8::/32', 'fe80::1/128'],
      inside: ['2001:db8::1', '2001:0DB8:ffff::', 'fe80::1', 'fe80::1%eth0', '2001:db8::192.0.2.1'],
      outside: ['2001:db9::1', 'fe80::2', '32.1.13.184'],
    },
    {
      allow: ['::ffff:10.0.0.0/104', '::ffff:192.0.2.1'], stored: ['10.0.0.0/8', '192.0.2.1/32'],
      inside: ['10.1.2.3', '::ffff:10.1.2.3', '192.0.2.1'],
      outside: ['11.1.2.3', '192.0.2.2'],
    },
    { allow: ['0.0.0.0/0', '::/0'], stored: ['0.0.0.0/0', '::/0'], inside: ['192.0.2.1', '2001:db8::1'], outside: [''] },
    { allow: [], stored: [], inside: ['192.0.2.1', '::1', ''], outside: [] },
  ]) {
    it(`of ${allow.join(' and ') || 'nothing'} lets in whom it names`, async () => {
      const { token, id } = await makeToken(database.sql, { brand, allow });
      const row = await database.sql('token').where({ id }).first<{ allow: string[] }>('allow');
      expect(row.allow).to.deep.equal(stored);
      const access = openAccess(database.sql);
      for (const address of inside) {
        expect((await access.session(token, address)).tokenId, address).to.equal(id);
      }
      for (const address of outside) {
        expect(await refusal(() => access.session(token, address)), address).to.equal('TOKEN_UNKNOWN');
      }
      await access.stop();
    });
  }

  it('is asked at each call, also of a token that is remembered', async () => {
    const { token } = await makeToken(database.sql, { brand, allow: ['10.0.0.0/8'] });
    const access = openAccess(database.sql);
    expect(await refusal(() => access.session(token, '192.0.2.1'))).to.equal('TOKEN_UNKNOWN');
    expect(access.session(token, '10.0.0.1')).not.to.be.instanceOf(Promise);
    expect(await refusal(() => access.session(token, '192.0.2.1'))).to.equal('TOKEN_UNKNOWN');
    await access.stop();
  });

  for (const [given, why] of [
    ['10.0.0.5/8', 'Field allow: has bits set past its length (10.0.0.5/8)'],
    ['2001:db8::1/64', 'Field allow: has bits set past its length (2001:db8::1/64)'],
    ['10.0.0.0/33', 'Field allow: is no address and no network such as 10.0.0.0/8 (10.0.0.0/33)'],
    ['::ffff:10.0.0.0/64', 'Field allow: is no address and no network such as 10.0.0.0/8 (::ffff:10.0.0.0/64)'],
    ['10.0.0.0/8/8', 'Field allow: is no address and no network such as 10.0.0.0/8 (10.0.0.0/8/8)'],
    ['10.0.0.0/', 'Field allow: is no address and no network such as 10.0.0.0/8 (10.0.0.0/)'],
    ['fe80::1%eth0', 'Field allow: is no address and no network such as 10.0.0.0/8 (fe80::1%eth0)'],
    ['example.org', 'Field allow: is no address and no network such as 10.0.0.0/8 (example.org)'],
  ] as const) {
    it(`refuses ${given}, and no token is made`, async () => {
      const count = async () => (await database.sql('token').count<{ count: string }[]>())[0]?.count;
      const before = await count();
      expect(await complaint(() => makeToken(database.sql, { brand, allow: ['192.0.2.0/24', given] }))).to.equal(why);
      expect(await count()).to.equal(before);
    });
  }

  it('has at most TOKEN_NETWORKS networks', async () => {
    const wish = { brand, settings: { TOKEN_NETWORKS: '2' } };
    await makeToken(database.sql, { ...wish, allow: ['192.0.2.1', '192.0.2.2'] });
    expect(await complaint(() => makeToken(database.sql, { ...wish, allow: ['192.0.2.1', '192.0.2.2', '192.0.2.3'] })))
      .to.equal('Field allow: holds more than 2 networks (3)');
  });
});

describe('an address', () => {
  it('has one plain form', () => {
    const forms = ['::', '::1', '2001:DB8::192.0.2.1', 'fe80::1%eth0', '::ffff:0:0', '1:2:3:4:5:6:7:8', 'nonsense'];
    expect(forms.map(plainAddress)).to.deep.equal([
      '0:0:0:0:0:0:0:0', '0:0:0:0:0:0:0:1', '2001:db8:0:0:0:0:c000:201', 'fe80:0:0:0:0:0:0:1', '0.0.0.0', '1:2:3:4:5:6:7:8',
      'nonsense',
    ]);
  });

  it('shares its neighbourhood with its /64', () => {
    expect(neighbourhood('2001:db8:1:2:3:4:5:6')).to.equal(neighbourhood('2001:db8:1:2::'));
    expect(neighbourhood('2001:db8:1:2::')).not.to.equal(neighbourhood('2001:db8:1:3::'));
    expect(neighbourhood('::ffff:192.0.2.1')).to.equal('192.0.2.1');
    expect(neighbourhood('x'.repeat(1000))).to.have.length(64);
  });
});
