import { expect } from 'chai';
import type { Brand } from '../../src/db/index.ts';
import { conditionQuery, countOfProfile, pageOfProfile } from '../../src/profile/index.ts';
import { makeCustomers } from '../group/support.ts';
import { makeBrand } from '../support/access.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { faultOf, scopeOf } from '../support/scope.ts';

describe('the form and the limits of a condition', () => {
  let database: TestDatabase;
  let brand: Brand;
  before(async () => {
    database = await testDatabase();
    brand = await makeBrand(database.sql);
  });
  after(() => database.drop());

  const DELFT = { field: 'city', is: 'Delft' };
  const under = (settings: Record<string, string>) => scopeOf(database.sql, brand, { settings });
  const refusal = (condition: unknown, settings: Record<string, string> = {}) =>
    faultOf(conditionQuery(under(settings), condition));

  it('refuses what is no condition, and says where', async () => {
    const cases: [condition: unknown, fault: RegExp][] = [
      [undefined, /as a whole: a condition is an object, not nothing/], [[], /not \[\]/], ['x', /not x/], [{}, /it has nothing/],
      [{ and: [] }, /at and: must be a list of one condition or more/], [{ or: {} }, /at or: must be a list/],
      [{ and: [DELFT, { not: null }] }, /at and.1.not: a condition is an object, not null/],
      [{ and: [DELFT], or: [DELFT] }, /has and and or; put them together/],
      [{ and: [DELFT], is: 'x' }, /at is: is unknown beside and/], [{ field: 'city', equals: 'x' }, /at equals: is unknown beside field/],
      [{ field: 'city' }, /says nothing of the field/], [{ field: 7, is: 'x' }, /at field: must be a name, not 7/],
      [{ field: 'city', is: '' }, /at is: the text is empty; ask with empty/], [{ field: 'city', is: null }, /must be a text, not null/],
      [{ field: 'city', is: 'a\0' }, /must be a text/], [{ field: 'city', is: '\ud800' }, /must be a text/],
      [{ field: 'city', in: [] }, /at in: must be a list of one value or more/], [{ field: 'city', in: ['a', 1] }, /at in.1: must be a text/],
      [{ field: 'city', more: 'a' }, /at more: field city takes is, isNot, in, empty, notEmpty, contains/],
      [{ field: 'city', empty: false }, /at empty: can only be true/], [{ field: 'city', is: 'x', ignoreCase: 'yes' }, /must be true or false/],
      [{ field: 'birthday', is: '1980-02-30' }, /must be a day/], [{ field: 'birthday', is: '2000-01-01', ignoreCase: true }, /is no text/],
      [{ field: 'birthday', before: {} }, /names none of years/], [{ field: 'birthday', before: { days: 1.5 } }, /must be a whole number/],
      [{ field: 'birthday', before: { days: 400_000 } }, /from -365000 to 365000/], [{ field: 'birthday', before: { moons: 1 } }, /is none of/],
      [{ field: 'birthday', withinLast: { days: -1 } }, /must be forward/], [{ field: 'birthday', withinLast: '2020-01-01' }, /must be like/],
      [{ field: 'createdAt', empty: true }, /field createdAt always has a value/], [{ field: 'createdAt', is: { days: 1 } }, /must be a time/],
      [{ field: 'gender', is: 'X' }, /must be one of MAN, WOMAN/], [{ field: 'id', is: -1 }, /must be a whole number of 0 or more/],
      [{ field: 'id', is: '9223372036854775808' }, /whole number/], [{ field: 'softBounceCount', more: 1.5 }, /whole number/],
      [{ field: 'password', is: 'secret' }, /there is no field password/], [{ field: 'constructor', is: 'x' }, /there is no field/],
      [{ group: 0 }, /number of a group/], [{ group: 1, subgroups: 1 }, /must be true or false/], [{ rows: '' }, /must be a name/],
      [JSON.parse('{"__proto__":{"field":"city","is":"x"}}'), /it has __proto__/],
    ];
    for (const [condition, fault] of cases) expect(await refusal(condition), JSON.stringify(condition)).to.match(fault);
  });

  it('holds depth, size and bytes', async () => {
    const deep = (levels: number): unknown => (levels === 1 ? DELFT : { not: deep(levels - 1) });
    expect(await refusal(deep(20))).to.equal('no fault');
    expect(await refusal(deep(21))).to.match(/at not(\.not){19}: there are more than 20 levels/);
    expect(await refusal(deep(4), { PROFILE_DEPTH: '3' })).to.match(/more than 3 levels/);
    const wide = (parts: number) => ({ or: Array.from({ length: parts }, () => DELFT) });
    expect(await refusal(wide(4), { PROFILE_SIZE: '5' })).to.equal('no fault');
    expect(await refusal(wide(5), { PROFILE_SIZE: '5' })).to.match(/as a whole: has more than 5 parts/);
    const bytes = String(JSON.stringify(DELFT).length);
    expect(await refusal(DELFT, { PROFILE_BYTES: bytes })).to.equal('no fault');
    expect(await refusal({ ...DELFT, is: 'Delfté' }, { PROFILE_BYTES: bytes })).to.match(/more than 29 bytes/);
  });

  it('takes the largest condition that the settings allow', async () => {
    const condition = { and: Array.from({ length: 99 }, (_, place) => ({ not: { field: 'city', is: `${place}` } })) };
    await makeCustomers(under({}), 3);
    expect(await countOfProfile(under({}), () => conditionQuery(under({}), condition))).to.equal('3');
    const list = { field: 'emailAddress', in: Array.from({ length: 50_000 }, (_, place) => `${place}@x.example`) };
    expect(await countOfProfile(under({}), () => conditionQuery(under({}), list))).to.equal('0');
  });

  it('holds the time of a query', async () => {
    const scope = under({ PROFILE_TIME: '50' });
    const slow = () => Promise.resolve({ text: 'select 1::bigint as id from pg_sleep(60) where $1::int = 1', values: [1] });
    const late = /^105 To find the customers of this condition takes longer than 0.05 seconds/;
    expect(await faultOf(countOfProfile(scope, slow))).to.match(late);
    expect(await faultOf(pageOfProfile(scope, slow, {}))).to.match(late);
  });
});
