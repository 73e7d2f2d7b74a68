import { expect } from 'chai';
import { insertCustomer, type CustomerInput } from '../../src/customer/index.ts';
import type { Scope } from '../../src/db/index.ts';
import { makeBrand } from '../support/access.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { faultOf, scopeOf } from '../support/scope.ts';
import { fitting } from './support.ts';

describe('conditions on fields', () => {
  let database: TestDatabase;
  let scope: Scope;
  before(async () => {
    database = await testDatabase();
  });
  beforeEach(async () => {
    scope = scopeOf(database.sql, await makeBrand(database.sql, { timeZone: 'Asia/Tokyo' }));
    await insertCustomer(scopeOf(database.sql, await makeBrand(database.sql)), { city: 'Delft', lastname: 'Visser' });
  });
  after(() => database.drop());

  const make = async (customer: CustomerInput) => (await insertCustomer(scope, customer)).id;
  const fit = (condition: unknown) => fitting(scope, condition);

  it('compare texts with letter case, e-mail addresses without', async () => {
    const a = await make({ city: 'Delft', emailAddress: 'Ada@X.example', externalId: 'K-1' });
    const b = await make({ city: 'delft', emailAddress: 'bea@x.example' });
    const c = await make({});
    expect(await fit({ field: 'city', is: 'Delft' })).to.deep.equal([a]);
    expect(await fit({ field: 'city', is: 'DELFT', ignoreCase: true })).to.deep.equal([a, b]);
    expect(await fit({ field: 'city', isNot: 'Delft' })).to.deep.equal([b, c]);
    expect(await fit({ field: 'city', in: ['Delft', 'Leiden'] })).to.deep.equal([a]);
    expect(await fit({ field: 'city', in: ['DELFT', 'x'], ignoreCase: true })).to.deep.equal([a, b]);
    expect(await fit({ field: 'city', contains: 'elf' })).to.deep.equal([a, b]);
    expect(await fit({ field: 'city', startsWith: 'D', endsWith: 't' })).to.deep.equal([a]);
    expect(await fit({ field: 'city', empty: true })).to.deep.equal([c]);
    expect(await fit({ field: 'city', notEmpty: true })).to.deep.equal([a, b]);
    expect(await fit({ field: 'poBox', empty: true })).to.deep.equal([a, b, c]);
    expect(await fit({ field: 'emailAddress', is: 'ada@x.EXAMPLE' })).to.deep.equal([a]);
    expect(await fit({ field: 'emailAddress', in: ['BEA@x.example'] })).to.deep.equal([b]);
    expect(await fit({ field: 'emailAddress', endsWith: '@x.Example' })).to.deep.equal([a, b]);
    expect(await fit({ field: 'externalId', is: 'K-1' })).to.deep.equal([a]);
  });

  it('compare enums, days, numbers and times', async () => {
    const a = await make({ gender: 'WOMAN', birthday: '1980-12-31', optIn: 'N' });
    const b = await make({ birthday: '1999-01-01' });
    const c = await make({});
    expect(await fit({ field: 'gender', in: ['WOMAN', 'MAN'] })).to.deep.equal([a]);
    expect(await fit({ field: 'optIn', isNot: 'N' })).to.deep.equal([b, c]);
    expect(await fit({ field: 'birthday', before: '1990-01-01' })).to.deep.equal([a]);
    expect(await fit({ field: 'birthday', atLeast: '1980-12-31', less: '1999-01-01' })).to.deep.equal([a]);
    expect(await fit({ field: 'birthday', in: ['1999-01-01', '2000-02-29'] })).to.deep.equal([b]);
    expect(await fit({ not: { field: 'birthday', more: '1990-01-01' } })).to.deep.equal([a, c]);
    expect(await fit({ field: 'birthday', empty: true })).to.deep.equal([c]);
    expect(await fit({ field: 'id', in: [a, Number(c)] })).to.deep.equal([a, c]);
    expect(await fit({ field: 'softBounceCount', atMost: 0 })).to.deep.equal([a, b, c]);
    expect(await fit({ field: 'hardBounceCount', more: 0 })).to.deep.equal([]);
    await scope.sql('customer').where({ id: b }).update({ created_at: '2026-03-01T00:30:00.700Z' });
    expect(await fit({ field: 'createdAt', is: '2026-03-01 09:30:00' })).to.deep.equal([b]);
    expect(await fit({ field: 'createdAt', atMost: '2026-03-01 09:30' })).to.deep.equal([b]);
    expect(await fit({ field: 'createdAt', less: '2026-03-01 09:30' })).to.deep.equal([]);
    expect(await fit({ field: 'createdAt', withinLast: { minutes: 5 } })).to.deep.equal([a, c]);
    expect(await fit({ field: 'createdAt', before: { days: -1, hours: -1 } })).to.deep.equal([b]);
    expect(await fit({ field: 'createdAt', after: { hours: -1 } })).to.deep.equal([a, c]);
  });

  it('are put together by and, or, not', async () => {
    const a = await make({ city: 'Delft', lastname: 'Visser' });
    const b = await make({ city: 'Delft' });
    const c = await make({ lastname: 'Visser' });
    const [delft, visser] = [{ field: 'city', is: 'Delft' }, { field: 'lastname', is: 'Visser' }];
    expect(await fit({ and: [delft, visser] })).to.deep.equal([a]);
    expect(await fit({ or: [delft, visser] })).to.deep.equal([a, b, c]);
    expect(await fit({ and: [delft, { not: visser }] })).to.deep.equal([b]);
    expect(await fit({ not: { or: [{ and: [delft, visser] }, { not: visser }] } })).to.deep.equal([c]);
  });

  it('take values as values', async () => {
    const lastname = `' or 1=1 -- $1 %_\\`;
    const a = await make({ lastname });
    await make({ lastname: 'x' });
    for (const operator of ['is', 'contains', 'startsWith', 'endsWith']) {
      expect(await fit({ field: 'lastname', [operator]: lastname })).to.deep.equal([a]);
    }
    expect(await fit({ field: 'lastname', in: [lastname] })).to.deep.equal([a]);
    expect(await fit({ field: 'lastname', contains: '%' })).to.deep.equal([a]);
    expect(await faultOf(fit({ field: lastname, is: 'x' }))).to.match(/^105 The condition at field: there is no field ' or 1=1/);
  });
});
