import { expect } from 'chai';
import {
  applyCampaign, changeCampaign, createCampaign, definitionOf, findCampaign, listCampaigns, removeCampaign,
  startCampaign, stopCampaign,
} from '../../src/campaign/index.ts';
import type { CampaignDefinition } from '../../src/campaign/definition/definition.ts';
import { strangeFieldsOf } from '../../src/campaign/definition/strange-fields.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { faultOf } from '../support/scope.ts';
import { campaigner, drawing, type Campaigner, type Drawn } from './support.ts';

const START: Drawn = ['in', 'startEvent', {}, { continue: 'end' }];
const END: Drawn = ['end', 'condition', { condition: { field: 'city', is: 'Delft' } }];

describe('campaign definitions', () => {
  let database: TestDatabase;
  let mine: Campaigner;

  before(async () => {
    database = await testDatabase();
  });
  beforeEach(async () => {
    mine = await campaigner(database.sql);
  });
  after(() => database.drop());

  const refusal = (objects: readonly Drawn[], rest: object = {}) =>
    faultOf(createCampaign(mine.scope, drawing(objects, rest)));

  it('are kept in versions, and the same again is none', async () => {
    const { id, version } = await createCampaign(mine.scope, drawing([START, END]));
    expect(version).to.equal(1);
    expect((await changeCampaign(mine.scope, 'test', drawing([START, END]))).version).to.equal(1);
    const changed = await changeCampaign(mine.scope, id, drawing([START, END], { name: 'other', entry: 'once' }));
    expect(changed).to.include({ id, name: 'other', version: 2, state: 'stopped' });
    expect((await definitionOf(mine.scope, id, 1)).entry).to.equal('again');
    expect((await definitionOf(mine.scope, id, 2)).entry).to.equal('once');
    expect(await faultOf(findCampaign(mine.scope, 'test'))).to.equal('213 Campaign test not found');
  });

  it('of a campaign that runs go on until it is stopped and started', async () => {
    const { id } = await createCampaign(mine.scope, drawing([START, END]));
    await startCampaign(mine.scope, id);
    const changed = await changeCampaign(mine.scope, id, drawing([START, END], { entry: 'always' }));
    expect(changed).to.include({ version: 2, runningVersion: 1, state: 'running' });
    await stopCampaign(mine.scope, id);
    await mine.sweep();
    expect(await startCampaign(mine.scope, id)).to.include({ runningVersion: 2 });
  });

  it('are refused when their wiring is not sound', async () => {
    const cases: readonly (readonly [string, readonly Drawn[]])[] = [
      ['object in, settings.calls: Invalid input: expected boolean, received string', [['in', 'startEvent', { calls: 'x' }]]],
      ['object in: there is no type fly', [['in', 'fly', {}]]],
      ['object in: is there twice', [START, START, END]],
      ['object in, exit back: is none of continue', [['in', 'startEvent', {}, { back: 'end' }], END]],
      ['object in, exit continue: leads to end, which is not there', [START]],
      ['object end, exit match: leads to in, a start, to which nothing leads',
        [START, ['end', 'condition', { condition: { field: 'city', is: 'x' } }, { match: 'in' }]]],
      ['object end: cannot be reached from any start', [['in', 'startEvent', {}], END]],
      ['object end: is reached from two starts, in and two: each path has one', [START, ['two', 'startTime', {}, { continue: 'end' }], END]],
      ['objects end > end: are a circle without a wait in it',
        [START, ['end', 'condition', { condition: { field: 'city', is: 'x' } }, { match: 'end' }]]],
    ];
    for (const [why, objects] of cases) expect(await refusal(objects)).to.equal(`105 The campaign, ${why}`);
    expect(await listCampaigns(mine.scope)).to.deep.equal([]);
  });

  it('may go in circles with a wait in them', async () => {
    const objects: readonly Drawn[] = [
      ['in', 'startEvent', {}, { continue: 'rest' }], ['rest', 'wait', { for: { days: 1 } }, { continue: 'rest' }],
    ];
    expect(await refusal(objects)).to.equal('no fault');
    const short: readonly Drawn[] = [
      ['in', 'startEvent', {}, { continue: 'rest' }], ['rest', 'wait', { for: { days: 0 } }, { continue: 'rest' }],
    ];
    expect(await refusal(short, { name: 'short' })).to.contain('are a circle without a wait');
  });

  it('are refused when they name what is not there, also at the start', async () => {
    const gone: Drawn = ['end', 'addToGroup', { group: '999999' }];
    expect(await refusal([START, gone])).to.equal('105 The campaign, object end: Group 999999 not found');
    expect(await refusal([START, ['end', 'condition', { condition: { option: 'none', is: 'x' } }]]))
      .to.equal('105 The campaign, object end: The condition at option: there is no option none');
    expect(await refusal([START, ['end', 'updateCustomer', { set: [{ feild: 'city', value: 'x' }] }]]))
      .to.equal('105 The campaign, object end, settings.set.0: must name one of field, option, campaignField, variable, and hold nothing unknown');
    expect(await refusal([START, ['end', 'updateCustomer', { set: [{ field: 'nose', value: 'x' }] }]]))
      .to.match(/^105 The campaign, object end, set: field nose cannot be set; those that can are .*, optIn, /)
      .and.not.match(/ id,|password|createdAt/);
    expect(await refusal([START, ['end', 'updateCustomer', { set: [{ field: 'city', value: '{{field.nose}}' }] }]]))
      .to.match(/set: there is no field nose; there are .*, city, /).and.not.contain('password');
    expect(await refusal([START, ['end', 'updateCustomer', { set: [{ field: 'city', value: '{{campaign.none}}' }] }]]))
      .to.equal('105 The campaign, object end, set: there is no campaign field none');
  });

  it('warn of what looks like a merge field and is none', async () => {
    const set = [
      { field: 'city', value: '{{city}} {{ field.city }} {{fields.city}} {{city}}' }, { field: 'title', value: '{city}}' },
    ];
    const given = drawing([
      ['open', 'form', { title: '{{field.city}}' }], ['in', 'condition', { condition: { field: 'city', is: '{{variable.city}}' } }],
      ['end', 'updateCustomer', { set }], ['call', 'httpRequest', { body: '{{secret.KEY}} {{link.x}}' }],
    ]);
    const warnings = strangeFieldsOf(given as CampaignDefinition);
    expect(warnings).to.deep.equal([
      'open: {{field.city}}', 'in: {{variable.city}}', 'end: {{city}}', 'end: {{fields.city}}',
    ].map((what) => `${what} is no merge field here, so it stays as it is`));
  });

  it('have one name per brand, and are told apart from other brands', async () => {
    const other = await campaigner(database.sql);
    await createCampaign(mine.scope, drawing([START, END]));
    expect(await refusal([START, END])).to.equal('105 There is a campaign test already');
    expect(await refusal([START, END], { name: '12' })).to.contain('is digits alone');
    await createCampaign(other.scope, drawing([START, END]));
    const [theirs] = await listCampaigns(other.scope);
    expect(await faultOf(findCampaign(mine.scope, theirs?.id ?? ''))).to.contain('not found');
    await removeCampaign(mine.scope, 'test');
    expect(await listCampaigns(mine.scope)).to.deep.equal([]);
    expect((await applyCampaign(mine.scope, drawing([START, END]))).version).to.equal(1);
  });

  it('keep to their limits', async () => {
    mine = await campaigner(database.sql, {
      CAMPAIGNS_MAX: '1', CAMPAIGN_OBJECTS: '2', CAMPAIGN_FIELDS: '1', CAMPAIGN_FIELD_LENGTH: '300', CAMPAIGN_NAME_LENGTH: '5',
      CAMPAIGN_BYTES: '600',
    });
    const third: Drawn = ['third', 'startTime', {}];
    expect(await refusal([START, END, third])).to.equal('105 The campaign, objects: are more than 2');
    expect(await refusal([START, END], { name: 'longer' })).to.contain('is longer than 5 characters');
    expect(await refusal([START, END], { fields: [{ name: 'a' }, { name: 'b' }] })).to.contain('fields: are more than 1');
    expect(await refusal([START, END], { fields: [{ name: 'a', length: 301 }] })).to.contain('cannot be longer than 300');
    expect(await refusal([START, ['end', 'condition', { condition: { field: 'city', is: 'x'.repeat(600) } }]]))
      .to.contain('has more than 600 bytes');
    expect(await refusal([START, END])).to.equal('no fault');
    expect(await refusal([START, END], { name: 'two' })).to.equal('105 A brand has at most 1 campaigns; two would be one more');
  });
});
