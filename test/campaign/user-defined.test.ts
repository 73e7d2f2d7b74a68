import { expect } from 'chai';
import {
  applyCampaign, drawCampaign, figuresOf, findCampaign, removeCampaign, restartCampaign, setOffCampaign, startCampaign,
} from '../../src/campaign/index.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { faultOf } from '../support/scope.ts';
import { campaigner, drawing, type Campaigner, type Drawn } from './support.ts';

const DAY = { for: { days: 1 } };
const BEGIN: Drawn = ['begin', 'startObject', {}, { continue: 'city' }];
const CITY: Drawn = ['city', 'condition', { condition: { field: 'city', is: 'Delft' } }, { match: 'rest', noMatch: 'no' }];
const REST: Drawn = ['rest', 'wait', DAY, { continue: 'yes' }];
const YES: Drawn = ['yes', 'end', { exit: 'near' }];
const NO: Drawn = ['no', 'end', { exit: 'far' }];
const OBJECT = { name: 'nearby', kind: 'object', category: 'Places', icon: 'map' };
const USE: Drawn[] = [
  ['in', 'startEvent', {}, { continue: 'ask' }], ['ask', 'userDefined', { object: 'nearby' }, { near: 'close', far: 'away' }],
  ['close', 'wait', DAY], ['away', 'wait', DAY],
];

describe('a user-defined object of campaigns', () => {
  let database: TestDatabase;
  let mine: Campaigner;

  before(async () => {
    database = await testDatabase();
  });
  beforeEach(async () => {
    mine = await campaigner(database.sql, { CAMPAIGN_DEPTH: '2', CAMPAIGN_OBJECTS: '12' });
  });
  after(() => database.drop());

  const save = (objects: readonly Drawn[], rest: object = OBJECT) => applyCampaign(mine.scope, drawing(objects, rest));
  const enter = (id: string, ...customerIds: string[]) =>
    mine.scope.transaction((tx) => setOffCampaign(tx, id, { customerIds, variables: {} }));

  it('leads members through what is in it, and out by the exit that their end is called', async () => {
    const [anna = '', bert = ''] = await mine.customers({ city: 'Delft' }, { city: 'Ede' });
    await save([BEGIN, CITY, REST, YES, NO]);
    const { id } = await mine.run(USE);
    await enter(id, anna, bert);
    await mine.step();
    expect(await mine.places()).to.deep.equal([`ask/rest ${anna}`, `away ${bert}`]);
    await mine.later('1 day');
    await mine.step();
    expect(await mine.places()).to.deep.equal([`close ${anna}`]);
    expect(await mine.ways()).to.include.members([`${anna} ask inside`, `${anna} ask/yes near`, `${bert} ask/no far`]);
    const figures = await figuresOf(mine.scope, await findCampaign(mine.scope, id));
    expect(figures.find(({ key }) => key === 'ask/yes')?.counters).to.include({ in: 1, near: 1 });
    expect(drawCampaign(figures)).to.contain('near 1');
  });

  it('works as it is changed at once, and leads on who is where it had an object before', async () => {
    const [anna = '', bert = ''] = await mine.customers({ city: 'Delft' }, { city: 'Delft' });
    await save([BEGIN, CITY, REST, YES, NO]);
    const { id } = await mine.run(USE);
    await enter(id, anna);
    await mine.step();
    await save([BEGIN, ['city', 'condition', { condition: { field: 'city', is: 'Delft' } }, { match: 'pause', noMatch: 'no' }],
      ['pause', 'wait', { for: { days: 9 } }, { continue: 'yes' }], YES, NO]);
    await enter(id, bert);
    await mine.step();
    expect(await mine.places()).to.deep.equal([`ask/pause ${bert}`, `ask/rest ${anna}`]);
    await mine.later('1 day');
    await mine.step();
    expect(await mine.places()).to.deep.equal([`ask/pause ${bert}`, `close ${anna}`]);
    expect((await figuresOf(mine.scope, await findCampaign(mine.scope, id))).map(({ key }) => key)).not.to.include('ask/rest');
  });

  it('can have others in it', async () => {
    const [anna = ''] = await mine.customers({ city: 'Delft' });
    await save([BEGIN, CITY, REST, YES, NO]);
    await save([['go', 'startObject', {}, { continue: 'inner' }], ['inner', 'userDefined', { object: 'nearby' }, { near: 'out' }], ['out', 'end', { exit: 'there' }]],
      { name: 'outer', kind: 'object' });
    const { id } = await mine.run([
      ['in', 'startEvent', {}, { continue: 'ask' }], ['ask', 'userDefined', { object: 'outer' }, { there: 'close' }], ['close', 'wait', DAY],
    ]);
    await enter(id, anna);
    await mine.step();
    expect(await mine.places()).to.deep.equal([`ask/inner/rest ${anna}`]);
    await mine.later('1 day');
    await mine.step();
    expect(await mine.places()).to.deep.equal([`close ${anna}`]);
  });

  it('cannot contain itself, lie too deep, or bring too many objects', async () => {
    const nest = (name: string, inner: string) => faultOf(save(
      [['go', 'startObject', {}, { continue: 'inner' }], ['inner', 'userDefined', { object: inner }, { far: 'out' }], ['out', 'end', { exit: 'far' }]],
      { name, kind: 'object' },
    ));
    await save([BEGIN, CITY, REST, YES, NO]);
    expect(await nest('one', 'nearby')).to.equal('no fault');
    expect(await nest('nearby', 'one')).to.contain('would contain itself');
    expect(await nest('nearby', 'nearby')).to.contain('would contain itself');
    expect(await nest('two', 'one')).to.equal('no fault');
    expect(await nest('three', 'two')).to.contain('lies more than 2 deep');
    const twice: Drawn[] = [BEGIN, ['city', 'userDefined', { object: 'nearby' }, { far: 'more' }], ['more', 'userDefined', { object: 'nearby' }, { far: 'no' }], NO];
    expect(await faultOf(save(twice, { name: 'many', kind: 'object' }))).to.contain('are more than 12');
  });

  it('stays as its campaigns need it', async () => {
    const { id: object } = await save([BEGIN, CITY, REST, YES, NO]);
    const { id } = await mine.run(USE);
    expect(await faultOf(save([BEGIN, ['city', 'wait', DAY, { continue: 'yes' }], YES]))).to.contain('exit far is none of near');
    expect(await faultOf(removeCampaign(mine.scope, object)))
      .to.equal('105 User-defined object nearby is used by test: take it out of these first');
    expect((await findCampaign(mine.scope, object)).name).to.equal('nearby');
    expect(await faultOf(save([['in', 'startEvent', {}]], { name: 'nearby' }))).to.contain('no user-defined object');
    expect((await restartCampaign(mine.scope, id, 'keep')).state).to.equal('stopping');
    await mine.sweep();
    expect((await findCampaign(mine.scope, id)).state).to.equal('running');
  });

  it('is refused when it is not whole, and does not run by itself', async () => {
    const refused = (objects: readonly Drawn[], rest: object = OBJECT) => faultOf(save(objects, rest));
    expect(await refused([['in', 'startEvent', {}, { continue: 'yes' }], YES])).to.contain('must have one start, startObject');
    expect(await refused([['begin', 'startObject', {}]])).to.contain('must have an end');
    expect(await refused([['begin', 'startObject', {}, { continue: 'yes' }], ['yes', 'end', { exit: 'near' }, { near: 'more' }], ['more', 'wait', DAY]])).to.contain('leads nowhere');
    expect(await refused([['begin', 'startObject', {}]], {})).to.contain('is for the kind object');
    expect(await refused([['in', 'startEvent', {}]], { icon: 'x' })).to.contain('are for the kind object');
    await save([BEGIN, CITY, REST, YES, NO]);
    expect(await faultOf(startCampaign(mine.scope, 'nearby'))).to.contain('runs in campaigns only');
    expect(await refused([['in', 'startEvent', {}, { continue: 'ask' }], ['ask', 'userDefined', { object: 'nearby' }, { north: null }]], {})).to.contain('exit north is none of near, far');
    expect(await refused([['in', 'startEvent', {}, { continue: 'ask' }], ['ask', 'userDefined', { object: 'nobody' }]], {})).to.contain('nobody');
  });
});
