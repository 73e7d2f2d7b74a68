import { expect } from 'chai';
import { createAccess, listBrands, listUsers } from '../../src/access/index.ts';
import { readConfig } from '../../src/config.ts';
import { createDatamodel } from '../../src/datamodel/index.ts';
import { createScope } from '../../src/db/index.ts';
import { DEMO_MODEL } from '../../src/demo/datamodel.ts';
import { makeDemo } from '../../src/demo/index.ts';
import { Events } from '../../src/events/index.ts';
import { createLog } from '../../src/log.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';

describe('demo brand', () => {
  let database: TestDatabase;

  beforeEach(async () => {
    database = await testDatabase();
  });
  afterEach(() => database.drop());

  it('has twenty customers with options and accounts, groups in a tree, and a token that works', async () => {
    const { sql } = database;
    const demo = await makeDemo(sql, readConfig({}));
    expect(await sql('customer').whereNot('options', '{}').count('* as count').first()).to.deep.equal({ count: '19' });
    expect(await sql('customer').count('* as count').first()).to.deep.equal({ count: '20' });
    const { rows } = await sql.raw<{ rows: object[] }>(`
      select child.name, parent.name as parent, count(m.customer_id)::int as members
      from customer_group child join customer_group parent on parent.id = child.parent_id
      left join group_member m on m.group_id = child.id
      where child.name = 'Rotterdam & Delft' group by child.name, parent.name`);
    expect(rows).to.deep.equal([{ name: 'Rotterdam & Delft', parent: 'Netherlands', members: 3 }]);
    const history = sql('customer_history').where({ act: 'inserted', changed_by: 'demo', door: 'cli' });
    expect(await history.count('* as count').first()).to.deep.equal({ count: '20' });

    const access = createAccess({ sql, settings: readConfig({}), log: createLog('silent') });
    const session = await access.session(demo?.token ?? '', '127.0.0.1');
    expect(session.brand.name).to.equal('demo');
    expect([...session.rights]).to.deep.equal(['data.read', 'data.write', 'send', 'campaign.run', 'model']);
    await access.stop();
  });

  it('has a data model with each kind of relation, and rows in every table', async () => {
    const { sql } = database;
    const demo = await makeDemo(sql, readConfig({}));
    const [brand] = await listBrands(sql);
    const scope = createScope({
      sql, brand: brand!, actor: { name: 'test', door: 'rest' }, events: new Events(), limits: readConfig({}),
    });
    const room = createDatamodel();
    expect(await room.definition(scope)).to.deep.equal(DEMO_MODEL);
    const all = { limit: 100, filter: new Map<string, string>() };
    const read = async (...path: string[]) => (await room.pageOfRows(scope, path, all)).rows;
    expect(await read('extratype')).to.have.length(3);
    expect(await read('season')).to.have.length(2);
    const [first, second] = await read('customer', `clang_${demo!.customerId}`, 'stay');
    expect(first).to.deep.include({ createdBy: 'demo', values: ['Z-5521', '2026-07-04', 7, true] });
    expect(second?.values[0]).to.equal('Z-5522');
    const extras = await read('customer', `clang_${demo!.customerId}`, 'stay', first!.id, 'extra');
    expect(extras.map(({ values }) => values[0])).to.deep.equal(['BIKE', 'DOG']);
  });

  it('is made once, also by two instances at once', async () => {
    const other = database.another();
    const made = await Promise.all([makeDemo(database.sql, readConfig({})), makeDemo(other, readConfig({}))]);
    expect(made.filter((demo) => demo !== undefined)).to.have.length(1);
    expect(await makeDemo(database.sql, readConfig({}))).to.equal(undefined);
    expect(await database.sql('customer').count('* as count').first()).to.deep.equal({ count: '20' });
  });

  it('is made as a whole or not at all', async () => {
    const error = await makeDemo(database.sql, readConfig({ GROUP_COUNT: '3' })).catch((reason: unknown) => reason);
    expect(error).to.have.property('code', 'GROUP_COUNT_EXCEEDED');
    expect(await listBrands(database.sql)).to.deep.equal([]);
    expect(await listUsers(database.sql)).to.deep.equal([]);
  });
});
