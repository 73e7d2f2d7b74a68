import { z } from 'zod';
import { isSettable, MEMBERS, type Member } from './members.ts';
import { namedTexts, text } from './text.ts';

/*
 * What the schemas check is the shape: which members there are, and that they hold texts. Lengths, enums and dates
 * stand in them for readers; the room of customers checks these, in the same words for all doors.
 */

const DATE = 'YYYY-MM-DD';
const TIME = 'YYYY-MM-DD HH:MM:SS';

/** The form of a member in JSON Schema. */
function form({ field: { kind, max, values } }: Member): Record<string, unknown> {
  switch (kind) {
    case 'text': case 'password': return { type: 'string', ...(max > 0 ? { maxLength: max } : {}) };
    case 'enum': return { type: 'string', enum: values };
    case 'date': return { type: ['string', 'null'], format: 'date' };
    case 'time': return { type: 'string' };
    case 'id': case 'count': return { type: 'integer', minimum: 0 };
  }
}

function meta(one: Member): Record<string, unknown> {
  const { field: { kind, fresh, freshOfBrand, kept }, description, example } = one;
  const shape = kind === 'date' ? ` (${DATE})` : kind === 'time' ? ` (${TIME})` : '';
  const fallback = freshOfBrand !== undefined ? 'setting of the brand' : kind === 'date' || kept ? '' : fresh;
  const isNumber = kind === 'id' || kind === 'count';
  return {
    ...form(one),
    description: `${description}${shape}${fallback === '' ? '' : `. When not given: ${fallback}`}`,
    ...(example === '' ? {} : { examples: [isNumber ? Number(example) : example] }),
  };
}

function given(one: Member): z.ZodType {
  if (!isSettable(one)) return z.unknown().optional().meta({ ...meta(one), readOnly: true });
  return text.optional().meta({ ...meta(one), ...(one.field.kind === 'password' ? { writeOnly: true } : {}) });
}

const OPTIONS = {
  description: 'Fields of the brand\'s own: name -> value. Listed ones are set, an empty value takes one away, others stay',
  type: 'object', additionalProperties: { type: 'string' }, examples: [{ shoesize: '42', newsletter: 'weekly' }],
};
const ACCOUNTS = 'Accounts at outside networks. Listed ones are added, others stay';
const NETWORK = { description: 'Name of the network', type: 'string', maxLength: 100, examples: ['loyalty'] };
const ACCOUNT_ID = { description: 'Id of the customer there', type: 'string', maxLength: 255, examples: ['L-5512'] };

const EXAMPLE = {
  externalid: 'K-20811', emailaddress: 'ada@harbour.example', firstname: 'Ada', lastname: 'Visser', gender: 'WOMAN',
  optin: 'Y', smsoptin: 'N', status: 'CUSTOMER', city: 'Delft', country: 'NL', birthday: null,
  options: { shoesize: '42' }, accounts: [{ network: 'loyalty', accountid: 'L-5512' }],
};

/** A customer as it is given. */
export const customerBody = z.strictObject({
  ...Object.fromEntries(MEMBERS.map((one) => [one.member, given(one)])),
  options: namedTexts.optional().meta(OPTIONS),
  accounts: z.array(z.strictObject({
    network: text.optional().meta(NETWORK), accountid: text.optional().meta(ACCOUNT_ID),
  })).nullable().optional().describe(ACCOUNTS),
}).meta({ id: 'CustomerInput', examples: [EXAMPLE] });

/** A customer as it is shown; for readers, it checks nothing. */
export const customerAnswer = z.object({
  ...Object.fromEntries(MEMBERS.filter(({ field }) => field.kind !== 'password')
    .map((one) => [one.member, z.unknown().meta(meta(one))])),
  options: z.record(z.string(), z.string()).describe('Fields of the brand\'s own that have a value'),
  accounts: z.array(z.object({ network: z.string().meta(NETWORK), accountid: z.string().meta(ACCOUNT_ID) })),
}).meta({ id: 'Customer' });

export const customerParams = z.strictObject({
  id: z.string().meta({ description: 'Number of the customer', examples: ['1077'] }),
});

export const customerQuery = z.strictObject({
  externalid: z.string().optional().meta({ description: 'Customer number, to the letter', examples: ['K-20811'] }),
  emailaddress: z.string().optional()
    .meta({ description: 'Main e-mail address; letter case does not matter', examples: ['ada@harbour.example'] }),
}).refine(
  ({ externalid, emailaddress }) => (externalid === undefined) !== (emailaddress === undefined),
  'needs one of externalid and emailaddress, and only one',
);
