import { z } from 'zod';
import { wrongCampaign } from '../../definition/wrong.ts';
import { checkTemplate } from '../../values/template.ts';
import { PARKED } from '../act.ts';
import { campaignObject } from '../object.ts';

const name = z.string().regex(/^[\w.-]{1,100}$/, 'must be letters, digits, _, . and -');

const settings = z.strictObject({
  url: z.url({ protocol: /^https?$/, error: 'is no address http(s)://' }).max(2000)
    .meta({ description: 'The page outside', examples: ['https://shop.example/offer'] }),
  variables: z.array(z.strictObject({
    name, value: z.string().max(10_000).meta({ description: 'A text with merge fields', examples: ['{{field.city}}'] }),
  })).max(50, 'has more than 50 variables').default([]).meta({ description: 'What is added to its query' }),
  encryptAs: name.optional().meta({
    description: 'Name of the one variable that then holds all of them, encrypted, as JSON with the time', examples: ['data'],
  }),
});

export type LandingSettings = z.output<typeof settings>;

/** Sends who opens the link of a member to a page outside (campaigns.md 2.6); the member goes on then. */
export const landingPage = campaignObject({
  type: 'landingPage',
  about: 'Lets members rest until their link ({{link.id}}) is opened, and sends its visitor to a page outside. '
    + 'A flow of nobody has no such link, and ends here',
  settings,
  exits: ['continue'],
  pauses: () => true,
  nobodyLeavesBy: null,
  check(_scope, { variables, encryptAs }, definition) {
    const names = variables.map((one) => one.name);
    const again = names.find((one, place) => names.indexOf(one) !== place);
    if (again !== undefined) throw wrongCampaign('landingPage, variables', `${again} is there twice`);
    if (encryptAs !== undefined && names.includes('time')) {
      throw wrongCampaign('landingPage, variables', 'time is added to what is encrypted');
    }
    for (const { value } of variables) checkTemplate(value, 'landingPage, variables', definition);
  },
  act: ({ members }) => ({ stay: members.map((member) => ({ member, until: PARKED, note: '' })) }),
});
