import { z } from 'zod';
import { wrongCampaign } from '../../definition/wrong.ts';
import { checkTarget, targetWith } from '../../values/targets.ts';
import { campaignObject } from '../object.ts';
import { answer, frames } from '../content/public-page.ts';

const name = z.string().min(1).max(100).meta({ description: 'What the form or query calls it', examples: ['email'] });

const settings = z.strictObject({
  takes: z.array(targetWith({ name })).max(100, 'has more than 100 fields').default([])
    .meta({ description: 'What is taken from a call, and where it goes; all else in it is left out' }),
  finds: z.enum(['emailAddress', 'externalId']).optional().meta({
    description: 'Field of the customer who begins: found by it, or made; an address must be one. Without it the flow goes without a customer',
  }),
  changes: z.boolean().default(false).meta({
    description: 'Whether a customer who was there before gets the other fields and options too. Anybody can call the address',
  }),
  answer: answer.meta({ description: 'Where the caller is sent, or what it is shown' }),
  frames,
});

export type UrlSettings = z.output<typeof settings>;

/** Begins when its own public address is called (campaigns.md 2.1). */
export const startUrl = campaignObject({
  type: 'startUrl',
  about: 'Begins a path when its public address is called: a link, a form of your own, another system',
  settings,
  exits: ['continue'],
  isStart: true,
  takesNobody: true,
  publicBelow: 'e',
  check(_scope, { takes, finds }, definition) {
    const names = takes.map((one) => one.name);
    const again = names.find((one, place) => names.indexOf(one) !== place);
    if (again !== undefined) throw wrongCampaign('startUrl, takes', `${again} is there twice`);
    for (const target of takes) checkTarget(target, 'startUrl, takes', definition);
    const isKey = takes.some((target) => 'field' in target && target.field === finds);
    if (finds !== undefined && !isKey) throw wrongCampaign('startUrl, finds', `${finds} is not among the fields that are taken`);
    if (finds === undefined && takes.some((target) => !('variable' in target))) {
      throw wrongCampaign('startUrl, takes', 'without finds there is no customer: only variables can be taken');
    }
  },
  act: ({ members }) => ({ exits: { continue: members } }),
});
