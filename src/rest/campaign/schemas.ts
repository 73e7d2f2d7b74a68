import { z } from 'zod';
import { CAMPAIGN_STATES, definitionType } from '../../campaign/index.ts';
import { number, time } from '../management/index.ts';

export const wish = definitionType.meta({
  id: 'CampaignWish',
  examples: [{
    name: 'welcome', entry: 'once', fields: [{ name: 'voucher' }],
    objects: [
      { id: 'begin', type: 'startEvent', settings: {}, exits: { continue: 'delft' } },
      {
        id: 'delft', type: 'condition', settings: { condition: { field: 'city', is: 'Delft' } },
        exits: { match: 'rest', noMatch: null },
      },
      { id: 'rest', type: 'wait', settings: { for: { days: 3 }, at: '09:00' }, exits: { continue: 'mark' } },
      { id: 'mark', type: 'updateCustomer', settings: { set: [{ field: 'status', value: 'CUSTOMER' }] } },
    ],
  }],
});

const version = z.int().meta({ description: 'Counted from 1', examples: [3] });

export const listed = z.object({
  id: number('campaign'), name: z.string(), state: z.enum(CAMPAIGN_STATES)
    .meta({ description: 'stopping: nothing moves any more, what was planned is being cancelled' }),
  version, runningVersion: version.nullable().meta({ description: 'The version that runs' }),
  startedAt: time('When it was last started').nullable(),
  countedFrom: time('What happened before is in no statistics'),
  createdBy: z.string(), createdAt: time('When it was made'),
  modifiedBy: z.string(), modifiedAt: time('When it was last saved'),
}).meta({ id: 'ListedCampaign' });

export const started = listed.extend({
  warnings: z.array(z.string()).meta({
    description: 'What to know of it, by the id of an object: a time that has passed, so that it begins at once',
    examples: [['begin: 2026-03-01 09:00:00 has passed, so it begins at once']],
  }),
}).meta({ id: 'StartedCampaign' });

export const shown = listed.extend({ definition: definitionType }).meta({ id: 'Campaign' });

export const saved = shown.extend({
  warnings: z.array(z.string()).meta({
    description: 'What to know of it, by the id of an object: what looks like a merge field and is none',
    examples: [['mark: {{city}} is no merge field here, so it stays as it is']],
  }),
}).meta({ id: 'SavedCampaign' });

const figures = z.object({
  id: number('object'), key: z.string().meta({ description: 'Its id in the definition', examples: ['rest'] }),
  type: z.string(), name: z.string(),
  exits: z.record(z.string(), z.string().nullable()),
  counters: z.record(z.string(), z.int())
    .meta({ description: 'in, present, and each exit', examples: [{ in: 120, present: 7, continue: 113 }] }),
  error: z.string().nullable().meta({ description: 'Why its last step failed' }),
  retryAt: time('When it tries again').nullable(),
});

export const statistics = z.object({
  objects: z.array(figures),
  reach: z.object({
    customers: z.int(), mailable: z.int(), smsable: z.int(), emailAddresses: z.int(), mobilePhoneNumbers: z.int(),
  }).meta({ description: 'Customers in the campaign, and how many can be reached' }),
  mermaid: z.string().meta({ description: 'The graph with its counts, as Mermaid draws it' }),
}).meta({ id: 'CampaignStatistics' });

export const objectUrl = z.object({
  object: z.string().meta({ description: 'Its id in the definition', examples: ['signUp'] }), type: z.string(),
  url: z.string().meta({ description: 'Whoever has it can call it, without a token' }),
}).meta({ id: 'CampaignUrl' });

export const member = z.object({
  customerId: number('customer'), enteredAt: time('When it came in'),
  begunAt: time('When its way last began').nullable(),
  fields: z.record(z.string(), z.string()).meta({ description: 'Campaign fields', examples: [{ voucher: 'A-1' }] }),
}).meta({ id: 'CampaignMember' });

export const story = member.extend({
  leftAt: time('When it was taken out').nullable(),
  way: z.array(z.object({
    flowId: number('flow'), object: z.string(), exit: z.string(), leftAt: time('When it left the object'),
  })).meta({ description: 'Oldest first; of many the newest' }),
  places: z.array(z.object({
    flowId: number('flow'), object: z.string(), dueAt: time('When the object acts on it').nullable(),
  })).meta({ description: 'Where it is now' }),
}).meta({ id: 'CampaignMemberStory' });

export const setOff = z.strictObject({
  customerIds: z.array(z.string()).max(5000).default([]).meta({ description: 'Who begins; none: the flow goes by itself' }),
  variables: z.record(z.string(), z.string()).default({}).meta({ description: 'Environment variables of the flow' }),
  fields: z.record(z.string(), z.string()).default({}).meta({ description: 'Campaign fields of these customers' }),
}).prefault({}).meta({ id: 'CampaignSetOff', examples: [{ customerIds: ['1077'], variables: { order: 'X-1' } }] });

export const flow = z.object({
  flowId: number('flow'), begun: z.array(z.string()).meta({ description: 'Whom the entry rule lets begin' }),
}).meta({ id: 'CampaignFlow' });
