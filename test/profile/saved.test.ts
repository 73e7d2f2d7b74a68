import { expect } from 'chai';
import { insertCustomer } from '../../src/customer/index.ts';
import type { Scope } from '../../src/db/index.ts';
import { deleteGroup, insertGroup } from '../../src/group/index.ts';
import {
  conditionQuery, countOfProfile, createProfile, isStale, pageOfProfile, profileMembersSource, profileQuery,
} from '../../src/profile/index.ts';
import { createResources } from '../../src/resource/index.ts';
import { sources } from '../../src/app/sources.ts';
import { createLog } from '../../src/log.ts';
import { WORKED_EXAMPLE, withModel } from '../datamodel/support.ts';
import { makeBrand } from '../support/access.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { faultOf, scopeOf } from '../support/scope.ts';
import { idsOf, inProfile } from './support.ts';

describe('saved profiles', () => {
  let database: TestDatabase;
  let scope: Scope;
  before(async () => {
    database = await testDatabase();
  });
  beforeEach(async () => {
    scope = scopeOf(database.sql, await makeBrand(database.sql));
  });
  after(() => database.drop());

  const STAYED = { rows: 'stay', where: { column: 'nights', more: 3 } };
  const [stay, ...otherTables] = WORKED_EXAMPLE.tables;
  const withoutNights = {
    ...WORKED_EXAMPLE,
    tables: [{ ...stay, columns: stay?.columns.filter(({ name }) => name !== 'nights') }, ...otherTables],
  };

  it('are asked for by number or name, and look at customers anew', async () => {
    const { id } = await createProfile(scope, { name: 'Delft', condition: { field: 'city', is: 'Delft' } });
    expect(await inProfile(scope, 'Delft')).to.deep.equal([]);
    const customer = (await insertCustomer(scope, { city: 'Delft' })).id;
    expect(await inProfile(scope, 'Delft')).to.deep.equal([customer]);
    expect(await inProfile(scope, id)).to.deep.equal([customer]);
    const other = scopeOf(database.sql, await makeBrand(database.sql));
    for (const profile of ['Delft', id]) {
      expect(await faultOf(profileQuery(other, profile))).to.equal(`213 Profile ${profile} not found`);
    }
    expect(await faultOf(profileQuery(scope, '9'.repeat(30)))).to.match(/^213 /);
  });

  it('say which name is missing when one has gone, rather than select others', async () => {
    await withModel(scope);
    await insertCustomer(scope, {});
    const { id: group } = await insertGroup(scope, { name: 'g' });
    await createProfile(scope, { name: 'few nights', condition: { not: STAYED } });
    await createProfile(scope, { name: 'outside', condition: { not: { group } } });
    await withModel(scope, withoutNights);
    await deleteGroup(scope, group);
    expect(await faultOf(inProfile(scope, 'few nights'))).to.match(
      /^105 Profile few nights can no longer be read. The condition at not.where.column: there is no column nights/);
    expect(await faultOf(inProfile(scope, 'outside'))).to.match(/^105 Profile outside .* at not.group: there is no group/);
    await withModel(scope, { tables: [], contains: [], lookups: [] });
    expect(await faultOf(inProfile(scope, 'few nights'))).to.match(/there is no table stay/);
  });

  it('never select others when a name goes between reading and asking', async () => {
    await withModel(scope);
    await insertCustomer(scope, {});
    const { id: group } = await insertGroup(scope, { name: 'g' });
    const byRows = await conditionQuery(scope, { not: STAYED });
    const byGroup = await conditionQuery(scope, { not: { group } });
    await withModel(scope, withoutNights);
    await deleteGroup(scope, group);
    for (const query of [byRows, byGroup]) {
      expect(await idsOf(scope, query).then(() => undefined, (error: unknown) => error)).to.satisfy(isStale);
    }
  });

  it('are asked again when the model changes meanwhile, but not for ever', async () => {
    const customer = (await insertCustomer(scope, {})).id;
    let changes = 0;
    const changing = (most: number) => async () => {
      await withModel(scope);
      const query = await conditionQuery(scope, { not: STAYED });
      if (changes++ < most) await withModel(scope, withoutNights);
      return query;
    };
    expect(await countOfProfile(scope, changing(2))).to.equal('1');
    expect(changes).to.equal(3);
    expect((await pageOfProfile(scope, changing(0), {})).ids).to.deep.equal([customer]);
    expect(await faultOf(countOfProfile(scope, changing(1000)))).to.match(/change again and again/);
  });

  it('fill result sets', async () => {
    const resources = createResources({ sources, log: createLog('silent') });
    const { id } = await insertCustomer(scope, { city: 'Delft' });
    await insertCustomer(scope, {});
    await createProfile(scope, { name: 'Delft', condition: { field: 'city', is: 'Delft' } });
    const set = await resources.createSet(scope, 'CUSTOMER_SET', profileMembersSource('Delft'));
    const page = { resourceId: set, type: 'CUSTOMER_SET', offset: '0', size: '50' } as const;
    expect(await resources.pageOfIds(scope, page)).to.deep.equal([id]);
    const none = await resources.createSet(scope, 'CUSTOMER_SET', profileMembersSource('none'));
    expect(await resources.resourceById(scope, none)).to.include({ status: 'ERROR', size: '0' });
  });
});
