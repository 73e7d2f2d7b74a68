import { expect } from 'chai';
import { applyCampaign, restartCampaign, startCampaign } from '../../src/campaign/index.ts';
import { addMembers, insertGroup } from '../../src/group/index.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { campaigner, drawing, type Campaigner, type Drawn } from './support.ts';

const REST: Drawn = ['rest', 'wait', { for: { days: 1 } }];
const PAST = '2020-03-01 09:00:00';
const LATER = '2096-03-01 09:00:00';

describe('starts of campaigns', () => {
  let database: TestDatabase;
  let mine: Campaigner;
  let named = 0;
  before(async () => { database = await testDatabase(); });
  beforeEach(async () => { mine = await campaigner(database.sql, { CAMPAIGN_STEP: '2', CAMPAIGN_LISTEN_TIME: '0' }); });
  after(() => database.drop());

  const starts = (time: object, periodic: object): Drawn[] => [
    ['time', 'startTime', time], ['again', 'startPeriodic', { rule: 'daily', ...periodic }],
  ];

  it('say which of their times have passed, when started and when restarted', async () => {
    const warned = async (time: object, periodic: object) => {
      const { id } = await applyCampaign(mine.scope, drawing(starts(time, periodic), { name: `c${++named}` }));
      const { warnings } = await startCampaign(mine.scope, id);
      expect((await restartCampaign(mine.scope, id, 'keep')).warnings).to.deep.equal(warnings);
      return warnings;
    };
    expect(await warned({ at: PAST }, { from: PAST })).to.deep.equal([
      `time: ${PAST} has passed, so it begins at once`, `again: ${PAST} has passed, so it begins at once`,
    ]);
    expect(await warned({ at: LATER }, {})).to.deep.equal([]);
  });

  const wired = ([id, type, settings]: Drawn): Drawn[] => [[id, type, settings, { continue: 'rest' }], REST];
  const counts = async () => (await mine.counts()).filter((one) => !one.startsWith('rest'));

  it('count whom they bring in: a flow of nobody is one', async () => {
    await mine.run(wired(['time', 'startTime', { at: PAST }]));
    await mine.step();
    expect(await counts()).to.deep.equal(['time continue 1', 'time in 1']);
    expect(await mine.places()).to.deep.equal(['rest 0']);
  });

  it('count the customers, page by page', async () => {
    const ids = await mine.customers({}, {}, {});
    await mine.run(wired(['again', 'startPeriodic', { rule: 'daily', takes: { all: true } }]));
    await mine.step();
    expect(await counts()).to.deep.equal(['again continue 3', 'again in 3']);
    expect(await mine.places()).to.deep.equal(['again 0', ...ids.map((id) => `rest ${id}`)]);
  });

  it('count each time, and who comes by an event', async () => {
    const group = (await insertGroup(mine.scope, { name: 'g' })).id;
    const ids = await mine.customers({}, {}, {});
    await mine.run([
      ['again', 'startPeriodic', { rule: 'daily' }], ['heard', 'startGroup', { group }],
    ]);
    await mine.step();
    await mine.later('1 day');
    await addMembers(mine.scope, group, ids);
    await mine.step();
    expect(await counts()).to.deep.equal(['again continue 2', 'again in 2', 'heard continue 3', 'heard in 3']);
  });
});
