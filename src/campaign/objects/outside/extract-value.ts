import { z } from 'zod';
import { isRawNumber, parseExact } from '../../../exact-json.ts';
import { mergeFor } from '../../values/merge.ts';
import { checkTarget, setTargets, targetWith } from '../../values/targets.ts';
import { checkTemplate, templateOf } from '../../values/template.ts';
import type { Due } from '../act.ts';
import { campaignObject } from '../object.ts';

const settingsType = z.strictObject({
  from: z.union([
    z.strictObject({ variable: z.string().min(1).max(200).meta({ description: 'Environment variable with JSON', examples: ['answer'] }) }),
    z.strictObject({ campaignField: z.string().meta({ description: 'Campaign field with JSON', examples: ['basket'] }) }),
  ], { error: 'must name one of variable, campaignField' }),
  path: z.string().min(1).max(1000).meta({
    description: 'Names with dots between them, and places in lists, from 0', examples: ['order.0.orderNumber'],
  }),
  to: targetWith({}).meta({
    description: 'What gets it. A variable belongs to the whole flow: where a flow has many customers and each has JSON of '
      + 'its own, a campaign field is the place for what comes out',
  }),
});
type Settings = z.output<typeof settingsType>;

/** Takes one value out of JSON (campaigns.md 2.6). */
export const extractValue = campaignObject({
  type: 'extractValue',
  about: 'Takes a value out of JSON: a text as it is, a number or true and false as JSON writes them, a list or object '
    + 'as JSON. What is null, or not there, is a failure, and so is a value that its target cannot have. By continue '
    + 'every member goes on, too',
  settings: settingsType,
  exits: ['continue', 'onSuccess', 'onFail'],
  takesNobody: true,
  check(_scope, { from, to }, definition) {
    checkTemplate(sourceOf(from), 'from', definition);
    checkTarget(to, 'to', definition);
  },
  async act(step) {
    const { tx, campaign, settings: { from, path, to }, members, wired } = step;
    const merge = await mergeFor(tx, campaign.id, [templateOf(sourceOf(from))], members);
    const names = path.split('.');
    const known = new Map<string, string | undefined>(); // a flow's JSON is the same for all of its members
    const found = new Map<Due, string>();
    for (const member of members) {
      const text = merge(member)?.[0] ?? '';
      if (!known.has(text)) known.set(text, valueAt(text, names));
      const value = known.get(text);
      if (value !== undefined) found.set(member, value);
    }
    const refused = await setTargets(step, [to], (member) => {
      const value = found.get(member);
      return value === undefined ? undefined : [value];
    });
    for (const member of refused) found.delete(member);
    const { onSuccess = [], onFail = [] } = Object.groupBy(members, (member) => (found.has(member) ? 'onSuccess' : 'onFail'));
    return { exits: { onSuccess, onFail, ...wired.has('continue') ? { continue: members } : {} } };
  },
});

function sourceOf(from: Settings['from']): string {
  return 'variable' in from ? `{{variable.${from.variable}}}` : `{{campaign.${from.campaignField}}}`;
}

/** In a list. */
const PLACE = /^\d+$/;

/** @returns undefined when the text is no JSON, or has nothing there */
function valueAt(text: string, names: readonly string[]): string | undefined {
  let value: unknown;
  try {
    value = parseExact(text);
  } catch {
    return undefined;
  }
  for (const name of names) {
    if (typeof value !== 'object' || value === null || isRawNumber(value)) return undefined;
    if (!Object.hasOwn(value, name) || (Array.isArray(value) && !PLACE.test(name))) return undefined;
    value = (value as Readonly<Record<string, unknown>>)[name];
  }
  if (value === undefined || value === null) return undefined;
  return typeof value === 'string' ? value : JSON.stringify(value);
}
