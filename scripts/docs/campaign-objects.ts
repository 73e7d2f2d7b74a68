/** The page docs/campaign-objects.md, made from the types of objects in src/campaign/objects/. */
import { z } from 'zod';
import { OBJECT_TYPES, type CampaignObject } from '../../src/campaign/index.ts';

const HEAD = `# Objects of campaigns

Made from src/campaign/objects/ by \`npm run generate\`. How they hang together: [campaigns.md](campaigns.md). A setting in bold
must be given; inside another, when that one is. Merge fields are \`{{field.city}}\`, \`{{option.Loyalty card}}\`,
\`{{campaign.voucher}}\`, \`{{variable.order}}\` and \`{{link.offer}}\`.
`;

/** What a page needs of JSON Schema. */
interface Schema {
  readonly type?: string;
  readonly description?: string;
  readonly examples?: readonly unknown[];
  readonly default?: unknown;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly anyOf?: readonly Schema[];
}

/** @returns the page as Markdown, a section for each type in the order of the table */
export function campaignObjectsMarkdown(): string {
  return `${[HEAD, ...OBJECT_TYPES.map(section)].join('\n')}`;
}

function section(one: CampaignObject): string {
  const schema = z.toJSONSchema(one.settings, { io: 'input', unrepresentable: 'any' }) as Schema;
  const rows = settingRows(schema, '', true);
  const table = rows.length === 0 ? 'No settings.' : ['| setting | | meaning |', '|---|---|---|', ...rows].join('\n');
  return `## ${one.type}\n\n${one.about}.\n\nExits: ${exitsText(one)}.\n\n${table}\n`;
}

function exitsText({ exits, exitsAbout }: CampaignObject): string {
  if (exitsAbout !== undefined) return exitsAbout;
  return typeof exits === 'function' ? '' : exits.map(code).join(', ');
}

function settingRows(schema: Schema, above: string, isNeeded: boolean): string[] {
  const shapes = schema.anyOf ?? [schema];
  const names = [...new Set(shapes.flatMap(({ properties = {} }) => Object.keys(properties)))];
  return names.flatMap((name) => {
    const [one = {}] = shapes.flatMap(({ properties }) => properties?.[name] ?? []);
    const mustBe = isNeeded && shapes.every(({ required }) => required?.includes(name) === true);
    const path = `${above}${name}`;
    const shown = mustBe ? `**${code(path)}**` : code(path);
    const row = `| ${shown} | ${kindOf(one)} | ${escaped(meaningOf(one))} |`;
    const inside = one.items ?? one;
    return [row, ...settingRows(inside, one.items === undefined ? `${path}.` : `${path}[].`, true)];
  });
}

function kindOf(one: Schema): string {
  const { type, items, anyOf } = one;
  if (one.const !== undefined) return code(JSON.stringify(one.const));
  if (one.enum !== undefined) return one.enum.map((value) => code(String(value))).join(', ');
  if (items !== undefined) return `list${items.type === 'object' || items.anyOf !== undefined ? '' : ` of ${kindOf(items)}`}`;
  if (type === undefined) return anyOf === undefined ? '' : [...new Set(anyOf.map(kindOf))].join(' or ');
  if (type === 'integer' || type === 'number') return rangeOf(one);
  return KINDS[type] ?? type;
}

const KINDS: Readonly<Record<string, string>> = { string: 'text', boolean: '`true`, `false`', object: 'object' };

/** Whole numbers that have no limit of their own have that of JSON Schema, which says nothing. */
function rangeOf({ minimum, maximum }: Schema): string {
  const isGiven = (limit: number | undefined) => limit !== undefined && Math.abs(limit) !== Number.MAX_SAFE_INTEGER;
  const from = isGiven(minimum) ? ` from ${minimum}` : '';
  return `number${from}${isGiven(maximum) ? ` to ${maximum}` : ''}`;
}

function meaningOf({ description = '', examples = [], ...one }: Schema): string {
  const [example] = examples;
  const isPlain = one.default !== undefined && typeof one.default !== 'object' && one.default !== '';
  return [
    description === '' ? '' : `${description}.`,
    isPlain ? `Default ${code(String(one.default))}.` : '',
    example === undefined ? '' : `As ${code(typeof example === 'string' ? example : JSON.stringify(example))}.`,
  ].filter((part) => part !== '').join(' ');
}

function code(text: string): string {
  return `\`${text}\``;
}

function escaped(text: string): string {
  return text.replaceAll('|', '\\|');
}
