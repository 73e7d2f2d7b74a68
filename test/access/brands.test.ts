import { expect } from 'chai';
import { brandById, brandByName, createBrand, listBrands, setBrand } from '../../src/access/index.ts';
import { readBrandSettings } from '../../src/access/brand-settings.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { complaint, emptyAccess, refusal } from './access-support.ts';

describe('brands', () => {
  let database: TestDatabase;

  before(async () => {
    database = await testDatabase();
  });
  after(() => database.drop());
  beforeEach(() => emptyAccess(database.sql));

  const stored = () => database.sql('brand').orderBy('id').select('name', 'time_zone', 'settings');

  it('are made with the defaults of the contract', async () => {
    const brand = await createBrand(database.sql, { name: ' Acme ' });
    expect(brand).to.deep.include({ name: 'Acme', timeZone: 'Europe/Amsterdam' });
    expect(brand.settings).to.deep.equal({ optIn: 'Y', smsOptIn: 'Y', trackOptIn: 'Y', unknownOptions: 'create' });
    expect(await stored()).to.deep.equal([{ name: 'Acme', time_zone: 'Europe/Amsterdam', settings: {} }]);
  });

  it('keep what was set by hand, and only that', async () => {
    const brand = await createBrand(database.sql, { name: 'Acme', timeZone: 'utc', settings: { smsOptIn: 'N' } });
    expect(brand.timeZone).to.equal('UTC');
    const changed = await setBrand(database.sql, brand.id, { settings: { unknownOptions: 'ignore' } });
    expect(changed.settings).to.deep.equal({ optIn: 'Y', smsOptIn: 'N', trackOptIn: 'Y', unknownOptions: 'ignore' });
    const back = await setBrand(database.sql, brand.id, { timeZone: 'asia/tokyo', settings: { smsOptIn: null } });
    expect(back.settings.smsOptIn).to.equal('Y');
    expect(await stored()).to.deep.equal([{ name: 'Acme', time_zone: 'Asia/Tokyo', settings: { unknownOptions: 'ignore' } }]);
  });

  it('keep settings that a newer program made', async () => {
    const brand = await createBrand(database.sql, { name: 'Acme' });
    await database.sql('brand').update({ settings: { later: 1 } });
    expect((await setBrand(database.sql, brand.id, { settings: { optIn: 'N' } })).settings.optIn).to.equal('N');
    expect((await stored())[0].settings).to.deep.equal({ later: 1, optIn: 'N' });
    expect(readBrandSettings({ later: 1 })).not.to.have.property('later');
  });

  it('are found by number and by name in any letter case, two side by side', async () => {
    const [acme, other] = [await createBrand(database.sql, { name: 'Acmé' }), await createBrand(database.sql, { name: 'Other' })];
    expect(await brandById(database.sql, acme.id)).to.deep.equal(acme);
    expect(await brandByName(database.sql, 'ACMÉ')).to.deep.equal(acme);
    expect(await listBrands(database.sql)).to.deep.equal([acme, other]);
    await setBrand(database.sql, other.id, { settings: { optIn: 'N' } });
    expect(await brandById(database.sql, acme.id)).to.deep.equal(acme);
    expect(await refusal(() => brandById(database.sql, '999'))).to.equal('BRAND_NOT_FOUND');
    expect(await complaint(() => brandByName(database.sql, 'nobody'))).to.equal('Brand nobody not found');
    expect(await refusal(() => setBrand(database.sql, '999', {}))).to.equal('BRAND_NOT_FOUND');
  });

  it('of the same name at once are one', async () => {
    const other = database.another();
    const tries = await Promise.allSettled([
      createBrand(database.sql, { name: 'Acme' }), createBrand(other, { name: 'ACME' }), createBrand(other, { name: 'acme' }),
    ]);
    expect(tries.filter(({ status }) => status === 'fulfilled')).to.have.length(1);
    expect(await stored()).to.have.length(1);
    expect(await complaint(() => createBrand(database.sql, { name: 'acme' }))).to.equal('There is a brand acme already');
  });

  for (const [what, input, text] of [
    ['no name', { name: ' ' }, 'Field name: must not be empty ( )'],
    ['a long name', { name: 'x'.repeat(101) }, `Field name: is longer than 100 characters (${'x'.repeat(101)})`],
    ['a control character', { name: 'a\u0000b' }, 'Field name: holds a control character ("a\\u0000b")'],
    ['an unknown zone', { name: 'A', timeZone: 'Mars/Olympus' }, 'Field timeZone: is no time zone such as Europe/Amsterdam (Mars/Olympus)'],
    ['an offset as zone', { name: 'A', timeZone: '+02:00' }, 'Field timeZone: is no time zone such as Europe/Amsterdam (+02:00)'],
    ['a POSIX zone', { name: 'A', timeZone: 'posix/Europe/Amsterdam' },
      'Field timeZone: is no time zone such as Europe/Amsterdam (posix/Europe/Amsterdam)'],
    ['an unknown setting', { name: 'A', settings: { optin: 'Y' } },
      'Field optin: is no setting; there are optIn, smsOptIn, trackOptIn, unknownOptions (Y)'],
    ['__proto__ as setting', { name: 'A', settings: JSON.parse('{"__proto__":"Y"}') as object },
      'Field __proto__: is no setting; there are optIn, smsOptIn, trackOptIn, unknownOptions (Y)'],
    ['a setting with a bad value', { name: 'A', settings: { optIn: 'y' } }, 'Field optIn: Invalid option: expected one of "Y"|"N" (y)'],
  ] as const) {
    it(`are refused for ${what}`, async () => {
      expect(await complaint(() => createBrand(database.sql, input as { name: string }))).to.equal(text);
      expect(await stored()).to.deep.equal([]);
    });
  }

  it('stay as they are when a change is refused', async () => {
    const brand = await createBrand(database.sql, { name: 'Acme' });
    const change = { timeZone: 'UTC', settings: { optIn: 'N', smsOptIn: 'maybe' } };
    expect(await refusal(() => setBrand(database.sql, brand.id, change))).to.equal('FIELD_VALUE');
    expect(await brandById(database.sql, brand.id)).to.deep.equal(brand);
  });

  it('with every zone that the process knows are accepted by PostgreSQL', async () => {
    const brand = await createBrand(database.sql, { name: 'Acme' });
    const known = await database.sql('pg_timezone_names').pluck<string[]>('name');
    const zones = Intl.supportedValuesOf('timeZone').filter((_, i) => i % 90 === 0);
    for (const timeZone of zones.filter((zone) => known.includes(zone))) {
      expect((await setBrand(database.sql, brand.id, { timeZone })).timeZone).to.equal(timeZone);
    }
  });
});
