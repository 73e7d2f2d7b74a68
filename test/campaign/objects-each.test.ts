import { expect } from 'chai';
import { createCampaign, setOffCampaign, stepCampaigns } from '../../src/campaign/index.ts';
import { createLog } from '../../src/log.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { faultOf } from '../support/scope.ts';
import { onTheWay, rowsOf, type Rows } from './rows-support.ts';
import { campaigner, drawing, type Campaigner, type Drawn } from './support.ts';

describe('campaign object forEachRow', () => {
  let database: TestDatabase;
  let mine: Campaigner;
  let rows: Rows;

  before(async () => {
    database = await testDatabase();
  });
  beforeEach(async () => {
    mine = await campaigner(database.sql, { CAMPAIGN_STEP: '4' });
    rows = await rowsOf(mine.scope);
  });
  after(() => database.drop());

  const graph = (settings: object, perRow = 'one'): Drawn[] => [
    ['in', 'startEvent', {}, { continue: 'each' }],
    ['each', 'forEachRow', settings, { perRow, continue: 'all' }],
    ['one', 'wait', { for: { days: 1 } }, { continue: 'again' }], ['all', 'wait', { for: { days: 1 } }],
    ['again', 'lookupRow', { table: 'stay' }],
  ];
  const stays = (customer: string, count: number) => rows.add(`customer/clang_${customer}/stay`,
    ...Array.from({ length: count }, (_, place) => ({ booking: `${customer}-${String(place).padStart(2, '0')}`, nights: place })));
  /** Variable of those who sit at an object, sorted. */
  const variablesAt = async (key: string, name: string) => {
    const there = (await onTheWay(mine.scope)).filter((one) => one.key === key);
    return there.map(({ variables }) => variables[name]).sort();
  };
  const setOff = (id: string, customerIds: string[], variables = {}) =>
    mine.scope.transaction((tx) => setOffCampaign(tx, id, { customerIds, variables }));

  it('begins a flow for each row, page by page, and lets the customers go on once', async () => {
    const ids = await mine.customers({}, {}, {}, {}, {});
    const counts = [9, 0, 4, 1, 3];
    for (const [place, id] of ids.entries()) if (counts[place] !== 0) await stays(id, counts[place] ?? 0);
    const { id } = await mine.run(graph({ table: 'stay' }));
    await setOff(id, ids, { order: 'X' });
    await mine.step();
    const wanted = ids.flatMap((customer, place) =>
      Array.from({ length: counts[place] ?? 0 }, (_, row) => `${customer}-${String(row).padStart(2, '0')}`)).sort();
    expect(await variablesAt('one', 'stay.booking')).to.deep.equal(wanted);
    expect(new Set(await variablesAt('one', 'order'))).to.deep.equal(new Set(['X']));
    expect(await variablesAt('all', 'stay.booking')).to.deep.equal(ids.map(() => undefined));
    expect(await mine.counts()).to.include.members(['each in 5', 'each continue 5', 'each perRow 17', 'one in 17', 'all in 5']);
  });

  it('lets the flows share the variables so far, as they were then', async () => {
    const [anna = '', bert = ''] = await mine.customers({}, {});
    const ids = await stays(anna, 3);
    for (const id of ids) await rows.add(`customer/clang_${anna}/stay/${id}/extra`, { code: `${id}-a` }, { code: `${id}-b` });
    const large = 'x'.repeat(10_000);
    const { id } = await mine.run([
      ['in', 'startEvent', {}, { continue: 'each' }],
      ['each', 'forEachRow', { table: 'stay', columns: ['nights'] }, { perRow: 'set', continue: 'all' }],
      ['set', 'updateCustomer', { set: [{ variable: 'mark', value: 'of {{variable.stay.nights}}' }] }, { continue: 'inner' }],
      ['inner', 'forEachRow', { table: 'extra', below: 'stay', columns: ['code'] }, { perRow: 'one' }],
      ['one', 'wait', { for: { days: 1 } }], ['all', 'wait', { for: { days: 1 } }],
    ]);
    await setOff(id, [anna, bert], { large });
    await mine.step();
    const parent = (await onTheWay(mine.scope)).find(({ key }) => key === 'all');
    await mine.sql('campaign_flow').where({ id: parent?.flow_id ?? '' }).update({ variables: { large: 'changed' } });
    const there = (await onTheWay(mine.scope)).filter(({ key }) => key === 'one').map(({ variables }) => variables);
    expect(there.map((one) => `${one['mark']}, ${one['stay.nights']}`).sort())
      .to.deep.equal([0, 0, 1, 1, 2, 2].map((nights) => `of ${nights}, ${nights}`));
    expect(new Set(there.map((one) => one['extra.code']))).to.have.length(6);
    expect(there.every((one) => one['large'] === large)).to.equal(true);
    const copies = await mine.sql('campaign_flow').whereRaw(`variables ->> 'large' = ?`, [large]).count<[{ count: string }]>();
    expect(copies).to.deep.equal([{ count: '1' }]);
  });

  it('is shared by two instances without a row twice', async () => {
    const [anna = '', bert = ''] = await mine.customers({}, {});
    await stays(anna, 23);
    await stays(bert, 14);
    const { id } = await mine.run(graph({ table: 'stay' }));
    await setOff(id, [anna]);
    await setOff(id, [bert]);
    const { signal } = new AbortController();
    await Promise.all([0, 1].map((lane) => stepCampaigns(mine.scope, { lane }, signal, createLog('silent'))));
    await mine.step();
    const found = await variablesAt('one', 'stay.booking');
    expect(found).to.have.length(37);
    expect(new Set(found).size).to.equal(37);
    expect(await variablesAt('all', 'x')).to.have.length(2);
  });

  it('takes rows by condition, those below a row of the flow, and so many at most', async () => {
    const [anna = ''] = await mine.customers({});
    const [first, second] = await stays(anna, 7);
    await rows.add(`customer/clang_${anna}/stay/${first}/extra`, { code: 'a' }, { code: 'b' });
    await rows.add(`customer/clang_${anna}/stay/${second}/extra`, { code: 'c' });
    const { id } = await mine.run(graph({ table: 'stay', where: { column: 'nights', atLeast: 1 }, most: 5, columns: ['nights'], as: 'trip' }));
    await setOff(id, [anna]);
    await mine.step();
    expect(await variablesAt('one', 'trip.nights')).to.deep.equal(['1', '2', '3', '4', '5']);
    const below: Drawn[] = [
      ['in', 'startEvent', {}, { continue: 'look' }],
      ['look', 'lookupRow', { table: 'stay', match: { column: 'nights', value: '0' } }, { found: 'each' }],
      ['each', 'forEachRow', { table: 'extra', below: 'stay' }, { perRow: 'below' }], ['below', 'wait', { for: { days: 1 } }],
    ];
    const { id: second2 } = await mine.run(below, { name: 'below' });
    await setOff(second2, [anna]);
    await mine.step();
    expect(await variablesAt('below', 'extra.code')).to.deep.equal(['a', 'b']);
    expect(await variablesAt('below', 'stay.nights')).to.deep.equal(['0', '0']);
  });

  it('is refused in a circle through its rows, and with more rows than the setting allows', async () => {
    mine = await campaigner(database.sql, { CAMPAIGN_EACH_ROWS: '3' });
    rows = await rowsOf(mine.scope);
    const refusal = (objects: Drawn[]) => faultOf(createCampaign(mine.scope, drawing(objects)));
    expect(await refusal(graph({ table: 'stay', most: 4 }))).to.contain('most: is more than 3');
    const circle = graph({ table: 'stay' }).map((one): Drawn =>
      (one[0] === 'again' ? ['again', 'lookupRow', { table: 'stay' }, { found: 'each' }] : one));
    expect(await refusal(circle)).to.contain('object each: is reached again from its exit perRow');
    const [anna = ''] = await mine.customers({});
    await stays(anna, 6);
    const { id } = await mine.run(graph({ table: 'stay' }));
    await setOff(id, [anna]);
    await mine.step();
    expect(await variablesAt('one', 'stay.nights')).to.deep.equal(['0', '1', '2']);
  });
});
