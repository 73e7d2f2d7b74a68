import { expect } from 'chai';
import { brandById } from '../../src/access/index.ts';
import { startGateway, type TestGateway } from '../support/gateway.ts';
import { accessState, complaint, manager, refusal, type Manager } from './support.ts';

const DEFAULTS = { optIn: 'Y', smsOptIn: 'Y', trackOptIn: 'Y', unknownOptions: 'create' };

describe('management by REST: the brand', () => {
  let gateway: TestGateway;
  let mine: Manager;
  let other: Manager;

  before(async () => {
    gateway = await startGateway();
  });
  after(() => gateway.stop());
  beforeEach(async () => {
    [mine, other] = [await manager(gateway), await manager(gateway)];
  });

  it('is that of the token, with all settings and their defaults', async () => {
    const { id, name } = mine.brand;
    expect((await mine.ask('GET', '/brand')).body)
      .to.deep.equal({ id, name, timeZone: 'Europe/Amsterdam', settings: DEFAULTS, defaults: DEFAULTS });
  });

  it('changes in what is given; null takes a setting back to its default', async () => {
    const first = await mine.ask('PATCH', '/brand', { timeZone: 'america/new_york', settings: { optIn: 'N', unknownOptions: 'fault' } });
    expect(first.status).to.equal(200);
    expect(first.body).to.deep.include({
      timeZone: 'America/New_York', settings: { ...DEFAULTS, optIn: 'N', unknownOptions: 'fault' }, defaults: DEFAULTS,
    });
    const second = await mine.ask('PATCH', '/brand', { settings: { unknownOptions: null, smsOptIn: 'N' } });
    expect(second.body).to.deep.include({ timeZone: 'America/New_York', settings: { ...DEFAULTS, optIn: 'N', smsOptIn: 'N' } });
    expect((await mine.ask('PATCH', '/brand', {})).body).to.deep.equal(second.body);
    expect((await mine.ask('GET', '/brand')).body).to.deep.equal(second.body);
    const { settings } = (await gateway.sql('brand').where({ id: mine.brand.id }).first('settings')) as { settings: unknown };
    expect(settings, 'defaults are not written down').to.deep.equal({ optIn: 'N', smsOptIn: 'N' });
    expect(await brandById(gateway.sql, other.brand.id)).to.deep.equal(other.brand);
  });

  const BAD: readonly [why: string, body: unknown, code: string, text: string][] = [
    ['no body', undefined, '400 JSON_MISSING', 'no body'],
    ['no JSON', '{"timeZone":', '400 JSON_MALFORMED', 'not JSON'],
    ['an array', [], '400 FIELD_VALUE', 'Field body'],
    ['an unknown member', { zone: 'UTC' }, '400 FIELD_VALUE', 'zone'],
    ['another brand', { id: '1', timeZone: 'UTC' }, '400 FIELD_VALUE', 'id'],
    ['a name', { name: 'Robert' }, '400 FIELD_VALUE', 'name'],
    ['an unknown setting', { settings: { colour: 'red' } }, '400 FIELD_VALUE', 'colour'],
    ['a prototype', '{"__proto__":{"timeZone":"UTC"}}', '400 FIELD_VALUE', '__proto__'],
    ['a prototype of settings', '{"settings":{"__proto__":{"optIn":"N"}}}', '400 FIELD_VALUE', '__proto__'],
    ['a value that a setting cannot have', { settings: { optIn: 'maybe' } }, '400 FIELD_VALUE', 'settings.optIn'],
    ['a value of another type', { settings: { optIn: true } }, '400 FIELD_VALUE', 'settings.optIn'],
    ['no zone', { timeZone: "UTC'; drop table brand; --" }, '400 FIELD_VALUE', 'timeZone: is no time zone'],
    ['an offset', { timeZone: '+02:00' }, '400 FIELD_VALUE', 'timeZone'],
    ['no zone at all', { timeZone: null }, '400 FIELD_VALUE', 'timeZone'],
    ['U+0000', '{"timeZone":"\\u0000"}', '400 JSON_MALFORMED', 'U+0000'],
    ['a lone surrogate', '{"timeZone":"\\ud800"}', '400 JSON_MALFORMED', 'surrogate'],
    ['200 levels', `${'['.repeat(200)}${']'.repeat(200)}`, '400 JSON_TOO_DEEP', '64'],
    ['20 MB', `"${'x'.repeat(20 * 1024 * 1024)}"`, '413 BODY_TOO_LARGE', '10485760'],
  ];
  for (const [why, body, code, text] of BAD) {
    it(`refuses ${why}, and changes nothing`, async () => {
      const before = await accessState(gateway);
      const answer = await mine.ask('PATCH', '/brand', body);
      expect(refusal(answer)).to.equal(code);
      expect(complaint(answer)).to.contain(text);
      expect(await accessState(gateway)).to.equal(before);
    });
  }

  it('refuses an array of very many items before any schema looks at them', async () => {
    const answer = await mine.ask('PATCH', '/brand', `{"settings":[${'1,'.repeat(200_000)}1]}`);
    expect(refusal(answer)).to.equal('413 JSON_TOO_MANY');
    expect(complaint(answer)).to.contain('200000');
    expect(refusal(await mine.ask('PATCH', '/brand', `{"settings":[${'1,'.repeat(199_999)}1]}`))).to.equal('400 FIELD_VALUE');
  });
});
