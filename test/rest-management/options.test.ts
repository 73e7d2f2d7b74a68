import { expect } from 'chai';
import { listOptions } from '../../src/customer/index.ts';
import { startGateway, type TestGateway } from '../support/gateway.ts';
import { scopeOf } from '../support/scope.ts';
import { accessState, complaint, manager, refusal, type Manager } from './support.ts';

describe('management by REST: customer options', () => {
  let gateway: TestGateway;
  let mine: Manager;

  before(async () => {
    gateway = await startGateway({ env: { OPTIONS_MAX: '5', CHOICES_MAX: '3', OPTION_LENGTH_MAX: '500' } });
  });
  after(() => gateway.stop());
  beforeEach(async () => {
    mine = await manager(gateway);
  });

  it('are defined, changed and listed in the order of their definition, per brand', async () => {
    const other = await manager(gateway);
    const card = { name: 'Loyalty card', type: 'choice', choices: ['gold', 'silver'], maxLength: 40 };
    const first = await mine.ask('PUT', '/options/Loyalty%20card', { type: 'choice', choices: ['gold', 'silver'], maxLength: 40 });
    expect([first.status, first.body]).to.deep.equal([200, card]);
    expect((await mine.ask('PUT', '/options/size', {})).body).to.deep.equal({ name: 'size', type: 'text', choices: [], maxLength: null });
    const changed = await mine.ask('PUT', '/options/Loyalty%20card', { ...card, name: undefined, choices: ['gold'] });
    expect(changed.status).to.equal(200);
    const all = [{ ...card, choices: ['gold'] }, { name: 'size', type: 'text', choices: [], maxLength: null }];
    expect((await mine.ask('GET', '/options')).body).to.deep.equal(all);
    expect(await listOptions(scopeOf(gateway.sql, mine.brand))).to.deep.equal(all);
    expect(await gateway.sql('customer_option').where({ brand_id: mine.brand.id }).pluck('created_by'))
      .to.deep.equal([mine.user.name, mine.user.name]);
    expect((await other.ask('GET', '/options')).body).to.deep.equal([]);
  });

  it('have any name that can be written in an address, as a value only', async () => {
    const names = [`x'); drop table customer; --`, 'a/b', '100%', '__proto__', 'constructor', 'gemäß 💥'];
    for (const name of names.slice(0, 5)) {
      const { status, body } = await mine.ask('PUT', `/options/${encodeURIComponent(name)}`, {});
      expect([status, (body as { name: string }).name]).to.deep.equal([200, name]);
    }
    const fresh = await manager(gateway);
    expect((await fresh.ask('PUT', `/options/${encodeURIComponent(names[5] ?? '')}`, {})).body).to.include({ name: names[5] });
  });

  it('are refused when something of them is wrong, and nothing changes', async () => {
    for (const name of ['a', 'b', 'c', 'd', 'e']) await mine.ask('PUT', `/options/${name}`, {});
    const before = await accessState(gateway);
    const bad: readonly [name: string, body: unknown, code: string, text: string][] = [
      ['a', undefined, '400 JSON_MISSING', 'body'],
      ['a', { type: 'colour' }, '400 FIELD_VALUE', 'type'],
      ['a', { type: 'choice' }, '400 FIELD_VALUE', 'choices'],
      ['a', { choices: ['x'] }, '400 FIELD_VALUE', 'choices'],
      ['a', { type: 'choice', choices: ['1', '2', '3', '4'] }, '400 FIELD_VALUE', 'more than 3'],
      ['a', { type: 'choice', choices: [''] }, '400 FIELD_VALUE', 'choices'],
      ['a', { type: 'choice', choices: [7] }, '400 FIELD_VALUE', 'choices.0'],
      ['a', { maxLength: 0 }, '400 FIELD_VALUE', 'between 1 and 500'],
      ['a', { maxLength: 501 }, '400 FIELD_VALUE', 'between 1 and 500'],
      ['a', { maxLength: 1.5 }, '400 FIELD_VALUE', 'maxLength'],
      ['a', { maxLength: '7' }, '400 FIELD_VALUE', 'maxLength'],
      ['a', { name: 'b' }, '400 FIELD_VALUE', 'name'],
      ['a', '{"__proto__":{"type":"date"}}', '400 FIELD_VALUE', '__proto__'],
      ['x'.repeat(101), {}, '400 FIELD_VALUE', 'more than 100'],
      ['a%00', {}, '400 FIELD_VALUE', 'cannot be kept'],
      ['%ff', {}, '400 REQUEST_BROKEN', 'cannot be read'],
      ['f', {}, '409 OPTIONS_EXCEEDED', 'at most 5'],
    ];
    for (const [name, body, code, text] of bad) {
      const answer = await mine.ask('PUT', `/options/${name}`, body);
      expect(refusal(answer), `${name} ${JSON.stringify(body)}`).to.equal(code);
      expect(complaint(answer)).to.contain(text);
    }
    expect(await accessState(gateway)).to.equal(before);
  });
});
