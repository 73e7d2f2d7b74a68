import { expect } from 'chai';
import { insertCustomer } from '../../src/customer/index.ts';
import { deleteGroup, insertGroup } from '../../src/group/index.ts';
import { allPages, complaint, manager, refusal, type Manager } from '../rest-management/support.ts';
import { startGateway, type TestGateway } from '../support/gateway.ts';
import { scopeOf } from '../support/scope.ts';

describe('profiles by REST', () => {
  let gateway: TestGateway;
  let mine: Manager;
  before(async () => {
    gateway = await startGateway({ env: { PROFILES_MAX: '3', PROFILE_NAME_LENGTH: '40' } });
  });
  after(() => gateway.stop());
  beforeEach(async () => {
    mine = await manager(gateway);
  });

  const DELFT = { field: 'city', is: 'Delft' };
  const stored = () => gateway.sql('profile').where({ brand_id: mine.brand.id }).orderBy('id').select('name', 'condition');
  const make = async (wish: object, of = mine) => (await of.ask('POST', '/profiles', wish)).body as { id: string };

  it('are made, shown, listed, changed and removed, per brand', async () => {
    const other = await manager(gateway);
    const condition = { or: [DELFT, { field: 'birthday', empty: true }] };
    const made = await mine.ask('POST', '/profiles', { name: 'Delft & none', condition });
    const { id } = made.body as { id: string };
    expect(made.status).to.equal(201);
    expect(made.headers.get('location')).to.equal(`${gateway.url}/api/v1/profiles/${id}`);
    expect(made.body).to.include({ name: 'Delft & none', createdBy: mine.user.name, modifiedBy: mine.user.name });
    expect((await mine.ask('GET', `/profiles/${id}`)).body).to.deep.equal(made.body);
    expect((await mine.ask('GET', '/profiles/Delft%20%26%20none')).body).to.deep.include({ id, condition });
    const changed = await mine.ask('PUT', `/profiles/${id}`, { name: 'Delft', condition: DELFT });
    expect([changed.status, changed.body]).to.deep.equal([200, (await mine.ask('GET', '/profiles/Delft')).body]);
    await make({ name: 'A', condition });
    const list = (await mine.ask('GET', '/profiles')).body as { name: string }[];
    expect(list.map(({ name }) => name)).to.deep.equal(['A', 'Delft']);
    expect(list[0]).to.not.have.property('condition');

    expect((await other.ask('GET', '/profiles')).body).to.deep.equal([]);
    for (const [method, body] of [['GET'], ['PUT', { name: 'x', condition: DELFT }], ['DELETE']] as const) {
      expect(refusal(await other.ask(method, `/profiles/${id}`, body))).to.equal('404 PROFILE_NOT_FOUND');
    }
    expect((await mine.ask('DELETE', `/profiles/${id}`)).status).to.equal(204);
    expect(refusal(await mine.ask('GET', `/profiles/${id}`))).to.equal('404 PROFILE_NOT_FOUND');
    expect(await stored()).to.deep.equal([{ name: 'A', condition }]);
  });

  it('are counted and listed page by page, saved or not', async () => {
    const scope = scopeOf(gateway.sql, mine.brand);
    const ids: string[] = [];
    for (const city of ['Delft', 'Delft', 'Leiden', 'Delft']) {
      const { id } = await insertCustomer(scope, { city });
      if (city === 'Delft') ids.push(id);
    }
    await insertCustomer(scopeOf(gateway.sql, (await manager(gateway)).brand), { city: 'Delft' });
    const { id } = await make({ name: 'Delft', condition: DELFT });
    expect((await mine.ask('POST', '/profiles/count', { condition: DELFT })).body).to.deep.equal({ count: 3 });
    expect((await mine.ask('GET', `/profiles/${id}/count`)).body).to.deep.equal({ count: 3 });
    expect((await mine.ask('GET', '/profiles/Delft/customers')).body).to.deep.equal(ids);
    expect(await allPages(mine.ask, '/profiles/Delft/customers?limit=2')).to.deep.equal([ids.slice(0, 2), ids.slice(2)]);
    for (const query of ['limit=0', 'limit=10001', 'limit=x', 'after=x', 'after=99999999999999999999']) {
      expect(refusal(await mine.ask('GET', `/profiles/${id}/customers?${query}`)), query).to.equal('400 FIELD_VALUE');
    }
  });

  it('are refused when something of them is wrong, and nothing changes', async () => {
    const { id } = await make({ name: 'A', condition: DELFT });
    await make({ name: 'B', condition: DELFT });
    const before = await stored();
    const bad: readonly [body: unknown, code: string, text: string][] = [
      [{ name: 'A', condition: DELFT }, '409 PROFILE_EXISTS', 'A'],
      [{ name: '', condition: DELFT }, '400 FIELD_VALUE', 'name'],
      [{ name: '12', condition: DELFT }, '400 FIELD_VALUE', 'digits'],
      [{ name: 'x'.repeat(41), condition: DELFT }, '400 FIELD_VALUE', 'more than 40'],
      [{ name: 'C' }, '400 FIELD_VALUE', 'condition'],
      [{ name: 'C', condition: [DELFT] }, '400 FIELD_VALUE', 'condition'],
      [{ name: 'C', condition: {} }, '400 PROFILE_CONDITION', 'it has nothing'],
      [{ name: 'C', condition: { group: 999_999 } }, '400 PROFILE_CONDITION', 'no group 999999'],
      [{ name: 'C', condition: DELFT, id: '7' }, '400 FIELD_VALUE', 'id'],
      [undefined, '400 JSON_MISSING', 'body'],
    ];
    for (const [body, code, text] of bad) {
      const answer = await mine.ask('POST', '/profiles', body);
      expect(refusal(answer), JSON.stringify(body)).to.equal(code);
      expect(complaint(answer)).to.contain(text);
    }
    expect(refusal(await mine.ask('PUT', `/profiles/${id}`, { name: 'B', condition: DELFT }))).to.equal('409 PROFILE_EXISTS');
    expect(await stored()).to.deep.equal(before);
    await make({ name: 'C', condition: DELFT });
    expect(refusal(await mine.ask('POST', '/profiles', { name: 'D', condition: DELFT }))).to.equal('409 PROFILES_EXCEEDED');
    expect(await stored()).to.have.length(3);
  });

  it('that can no longer be read can be looked at, and select nobody', async () => {
    const scope = scopeOf(gateway.sql, mine.brand);
    await insertCustomer(scope, {});
    const group = (await insertGroup(scope, { name: 'g' })).id;
    const condition = { not: { group } };
    const { id } = await make({ name: 'Outside', condition });
    expect((await mine.ask('GET', `/profiles/${id}/count`)).body).to.deep.equal({ count: 1 });
    await deleteGroup(scope, group);
    for (const part of ['count', 'customers']) {
      const answer = await mine.ask('GET', `/profiles/${id}/${part}`);
      expect(refusal(answer)).to.equal('409 PROFILE_BROKEN');
      expect(complaint(answer)).to.contain(`Profile Outside can no longer be read`).and.contain(`there is no group ${group}`);
    }
    expect((await mine.ask('GET', `/profiles/${id}`)).body).to.deep.include({ condition });
  });
});
