import { expect } from 'chai';
import { setOffCampaign } from '../../src/campaign/index.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { campaigner, type Campaigner, type Drawn } from './support.ts';

const NOBODY = '0';

describe('a flow of nobody', () => {
  let database: TestDatabase;
  let mine: Campaigner;
  before(async () => { database = await testDatabase(); });
  beforeEach(async () => { mine = await campaigner(database.sql); });
  after(() => database.drop());

  async function through(...objects: readonly Drawn[]): Promise<string[]> {
    const [first] = objects;
    const { id } = await mine.run([['in', 'startEvent', {}, { continue: first?.[0] ?? null }], ...objects]);
    await mine.scope.transaction((tx) => setOffCampaign(tx, id, { customerIds: [], variables: {} }));
    await mine.step();
    return (await mine.ways()).filter((way) => !way.includes(' in '));
  }

  it('goes on from a bucket at once, and fills none', async () => {
    const rest: Drawn = ['rest', 'wait', { for: { days: 1 } }];
    const exits = { thresholdReached: 'rest', continue: 'rest' };
    expect(await through(['pot', 'bucket', { customers: 1 }, exits], rest)).to.deep.equal([`${NOBODY} pot continue`]);
    expect(await mine.places()).to.deep.equal([`rest ${NOBODY}`]);
    mine = await campaigner(database.sql);
    expect(await through(['pot', 'bucket', { period: { days: 1 } }, exits], rest)).to.deep.equal([`${NOBODY} pot continue`]);
  });

  it('ends at pages, which only a member has a link to: no exit tells that one was opened or sent', async () => {
    const pages: readonly Drawn[] = [
      ['page', 'showPage', { title: 'Hello' }, { submit: 'rest', view: 'rest' }],
      ['page', 'landingPage', { url: 'https://shop.example/' }, { continue: 'rest' }],
    ];
    for (const page of pages) {
      mine = await campaigner(database.sql);
      expect(await through(page, ['rest', 'wait', { for: { days: 1 } }])).to.deep.equal([]);
      expect(await mine.places()).to.deep.equal([]);
      expect(await mine.counts()).to.deep.equal(['in continue 1', 'in in 1', 'page in 1']);
    }
  });
});
