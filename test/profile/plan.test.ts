import { expect } from 'chai';
import { rows, statement, type Scope } from '../../src/db/index.ts';
import { addMembers, insertGroup } from '../../src/group/index.ts';
import { conditionQuery } from '../../src/profile/index.ts';
import { SHOP } from '../datamodel/rows-support.ts';
import { withModel } from '../datamodel/support.ts';
import { makeBrand } from '../support/access.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { scopeOf } from '../support/scope.ts';
import { idsOf } from './support.ts';

const MANY = 20_000;
/** Of other groups: with few of them it would be no mistake to read all memberships. */
const MEMBERS = 200;

const CUSTOMERS = statement(`
  insert into customer (brand_id, created_by, modified_by, email_address, external_id)
  select $1, 'x', 'x', 'a' || n || '@x.example', 'K-' || n from generate_series(1, $2::int) as n
  returning id`);
const ROWS = statement(`
  with made as (
    insert into dm_row (brand_id, table_id, parent_id, data, created_by, modified_by)
    select brand_id, $2, id, jsonb_build_object($3::text, 'B-' || id), 'x', 'x' from customer where brand_id = $1
    returning brand_id, parent_id, id, data
  )
  insert into dm_key (brand_id, table_id, column_id, parent_id, value_hash, row_id)
  select brand_id, $2, $3::text::bigint, parent_id, dm_hash(data ->> $3), id from made`);

describe('the query of a condition', () => {
  let database: TestDatabase;
  let scope: Scope;
  let customers: string[];
  let group: string;
  before(async () => {
    database = await testDatabase();
    scope = scopeOf(database.sql, await makeBrand(database.sql));
    customers = (await rows<[string]>(scope.sql, CUSTOMERS, [scope.brand.id, MANY])).flat();
    const stay = (await (await withModel(scope, SHOP)).model(scope)).tableByName.get('stay');
    await rows(scope.sql, ROWS, [scope.brand.id, stay?.id, stay?.columnByName.get('booking')?.id]);
    group = (await insertGroup(scope, { name: 'few' })).id;
    await addMembers(scope, group, customers.slice(0, 3));
    for (let from = 0; from < MANY; from += MEMBERS) {
      await addMembers(scope, (await insertGroup(scope, { name: 'other' })).id, customers.slice(from, from + MEMBERS));
    }
    await scope.sql.raw('analyze customer, dm_row, dm_key, group_member, customer_group');
  });
  after(() => database.drop());

  const booked = (place: number) => ({ rows: 'stay', where: { column: 'booking', is: `B-${customers[place]}` } });
  const cases: [name: string, condition: () => unknown, found: number, notWhole?: RegExp][] = [
    ['an e-mail address', () => ({ field: 'emailAddress', is: 'A7@x.example' }), 1],
    ['some e-mail addresses', () => ({ field: 'emailAddress', in: ['A7@x.example', 'a8@x.example'] }), 2],
    ['a customer number', () => ({ field: 'externalId', is: 'K-7' }), 1],
    ['either', () => ({ or: [{ field: 'externalId', is: 'K-7' }, { field: 'emailAddress', is: 'a8@x.example' }] }), 2],
    ['a group', () => ({ group }), 3],
    // How many groups are below is not known to the planner: it expects ten.
    ['a group with those below', () => ({ group, subgroups: true }), 3, /Seq Scan on group_member/],
    ['a group, and rows', () => ({ and: [{ group }, { rows: 'stay' }] }), 3],
    ['a group, and a value of a unique column', () => ({ and: [{ group }, booked(1)] }), 1],
  ];
  for (const [name, condition, found, notWhole = /Seq Scan on (customer|dm_row|dm_key|group_member)/] of cases) {
    it(`finds customers of ${name} by indexes`, async () => {
      const query = await conditionQuery(scope, condition());
      expect(await idsOf(scope, query)).to.have.length(found);
      const explain = { name: '', text: `explain ${query.text}` };
      const plan = (await rows<[string]>(scope.sql, explain, query.values)).flat().join('\n');
      expect(plan).to.not.match(notWhole);
    });
  }
});
