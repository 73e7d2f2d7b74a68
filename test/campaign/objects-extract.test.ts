import { expect } from 'chai';
import { createCampaign, setOffCampaign } from '../../src/campaign/index.ts';
import { customerById } from '../../src/customer/index.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { faultOf } from '../support/scope.ts';
import { campaigner, drawing, type Campaigner, type Drawn } from './support.ts';

const ORDER = '{"order":[{"orderNumber":12345678901234567890,"lines":[1,2],"paid":true,"none":null,"to":"Anna"}],"length":3}';

describe('campaign object extractValue', () => {
  let database: TestDatabase;
  let mine: Campaigner;

  before(async () => {
    database = await testDatabase();
  });
  beforeEach(async () => {
    mine = await campaigner(database.sql);
  });
  after(() => database.drop());

  const FIELDS = { fields: [{ name: 'basket', length: 1000 }, { name: 'short', length: 3 }] };
  const graph = (settings: object, exits: Drawn[3] = {}): Drawn[] =>
    [['in', 'startEvent', {}, { continue: 'take' }], ['take', 'extractValue', settings, exits]];

  async function taken(path: string, given = ORDER): Promise<[exits: string[], value: unknown]> {
    const settings = { from: { variable: 'answer' }, path, to: { variable: 'found' } };
    const { id } = await mine.run(graph(settings), { name: `${path} ${given}`.slice(0, 60) });
    const { flowId } = await mine.scope.transaction((tx) =>
      setOffCampaign(tx, id, { customerIds: [], variables: { answer: given } }));
    await mine.step();
    const [flow] = await mine.sql('campaign_flow').where({ id: flowId }).select<{ variables: { found?: string } }[]>('variables');
    const ways = await mine.sql('campaign_way').where({ flow_id: flowId, campaign_id: id }).whereNot({ exit: 'continue' }).pluck('exit');
    return [ways, flow?.variables.found];
  }

  it('takes what is at a path of names and places, numbers with all their digits', async () => {
    expect(await taken('order.0.orderNumber')).to.deep.equal([['onSuccess'], '12345678901234567890']);
    expect(await taken('order.0.to')).to.deep.equal([['onSuccess'], 'Anna']);
    expect(await taken('order.0.paid')).to.deep.equal([['onSuccess'], 'true']);
    expect(await taken('order.0.lines')).to.deep.equal([['onSuccess'], '[1,2]']);
    expect(await taken('length')).to.deep.equal([['onSuccess'], '3']);
  });

  it('fails where nothing is', async () => {
    for (const path of ['order.1.to', 'order.0.none', 'order.length', 'order.0.to.0', 'order..to', 'toString', '__proto__']) {
      expect(await taken(path), path).to.deep.equal([['onFail'], undefined]);
    }
    for (const text of ['', 'no JSON', '{"order":', 'null', '"order"']) {
      expect(await taken('order', text), text).to.deep.equal([['onFail'], undefined]);
    }
  });

  it('fills fields of each customer, and fails for those whose value cannot be', async () => {
    const [anna = '', bert = ''] = await mine.customers({ city: 'Delft' }, {});
    const settings = { from: { campaignField: 'basket' }, path: 'city', to: { field: 'city' } };
    const { id } = await mine.run(graph(settings, { continue: 'all' }).concat([['all', 'wait', { for: { days: 1 } }]]), FIELDS);
    const begin = (customerId: string, basket: string) => mine.scope.transaction((tx) =>
      setOffCampaign(tx, id, { customerIds: [customerId], variables: {}, fields: { basket } }));
    await begin(anna, '{"city":"Gouda"}');
    await begin(bert, JSON.stringify({ city: 'x'.repeat(300) }));
    await mine.step();
    expect((await customerById(mine.scope, anna)).city).to.equal('Gouda');
    expect((await customerById(mine.scope, bert)).city).to.equal('');
    expect((await mine.ways()).filter((way) => way.includes(' take ') && !way.endsWith(' continue')))
      .to.deep.equal([`${anna} take onSuccess`, `${bert} take onFail`]);
    expect(await mine.places()).to.deep.equal([`all ${anna}`, `all ${bert}`]);
  });

  it('fails where a campaign field or variable is too short for it, and for nobody who has no fields', async () => {
    mine = await campaigner(database.sql, { CAMPAIGN_VARIABLE_LENGTH: '30' });
    const [anna = ''] = await mine.customers({});
    const { id } = await mine.run(graph({ from: { variable: 'a' }, path: 'b', to: { campaignField: 'short' } }), FIELDS);
    const begin = (customerIds: string[]) => mine.scope.transaction((tx) =>
      setOffCampaign(tx, id, { customerIds, variables: { a: '{"b":"1234"}' } }));
    await begin([anna]);
    await begin([]);
    await mine.step();
    expect((await mine.ways()).filter((way) => way.includes('onFail'))).to.deep.equal(['0 take onFail', `${anna} take onFail`]);
  });

  it('is refused when what it names is not there', async () => {
    const refusal = (settings: object) => faultOf(createCampaign(mine.scope, drawing(graph(settings), FIELDS)));
    const usual = { from: { variable: 'a' }, path: 'b', to: { variable: 'c' } };
    expect(await refusal({ ...usual, from: { campaignField: 'none' } })).to.contain('from: there is no campaign field none');
    expect(await refusal({ ...usual, to: { campaignField: 'none' } })).to.contain('to: there is no campaign field none');
    expect(await refusal({ ...usual, to: { field: 'id' } })).to.contain('to: field id cannot be set');
    expect(await refusal({ ...usual, path: '' })).to.contain('settings.path');
    expect(await refusal(usual)).to.equal('no fault');
  });
});
