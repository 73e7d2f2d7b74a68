import { rows, statement, type Scope, type TxScope } from '../db/index.ts';
import { failure } from '../errors.ts';
import { checkText, refused } from './values.ts';

/**
 * What values of an option must look like; they are kept as the text given (soap.md 6.3). `number` is a whole
 * one.
 */
export const OPTION_TYPES = [
  'text', 'number', 'decimal', 'date', 'datetime', 'time', 'boolean', 'choice',
] as const;

export type OptionType = (typeof OPTION_TYPES)[number];

/** A customer option of a brand; its name is also its identifier, letter case counts. */
export interface OptionDefinition {
  readonly name: string;
  readonly type: OptionType;
  /** The values of a choice, in the order given; empty for other types. */
  readonly choices: readonly string[];
  /** Most characters of a value; null: setting OPTION_LENGTH. */
  readonly maxLength: number | null;
}

/** A definition as it comes from outside: its type may be none. */
export type OptionWish = Omit<OptionDefinition, 'type'> & { readonly type: string };

export const OPTION_NAME_LENGTH = 100;

type Row = readonly [name: string, type: OptionType, choices: string[], maxLength: number | null];

const ALL = statement(`
  select name, type, choices, max_length from customer_option where brand_id = $1 order by id`);
const NAMED = statement(`
  select name, type, choices, max_length from customer_option where brand_id = $1 and name = any($2::text[])`);

/**
 * Definitions are few; one at a time per brand changes them, so that no id is taken for one that is there
 * already.
 */
const LOCK = statement(`select pg_advisory_xact_lock(hashtextextended('customer.option.' || $1::text, 0))`);
const CHANGE = statement(`
  update customer_option set type = $3, choices = $4, max_length = $5
  where brand_id = $1 and name = $2 returning name`);
const ADD = statement(`
  insert into customer_option (brand_id, name, type, choices, max_length, created_by)
  select $1::bigint, new.name, $3, $4::text[], $5::int, $6
  from unnest($2::text[]) with ordinality as new (name, place)
  where not exists (select from customer_option o where o.brand_id = $1 and o.name = new.name)
  order by new.place`);
const COUNT = statement('select count(*)::int from customer_option where brand_id = $1');

/** All options of the brand in the order of their definition, which is the order of options in answers. */
export async function listOptions({ sql, brand }: Scope): Promise<OptionDefinition[]> {
  return (await rows<Row>(sql, ALL, [brand.id])).map(definition);
}

/** The definitions of the named options; unknown names are left out. */
export async function optionsNamed(
  { sql, brand }: Scope, names: readonly string[],
): Promise<Map<string, OptionDefinition>> {
  if (names.length === 0) return new Map();
  return new Map((await rows<Row>(sql, NAMED, [brand.id, names])).map((row) => [row[0], definition(row)]));
}

/**
 * Defines an option, or changes the definition of one; values that are stored already stay as they are.
 * @returns the definition as it is kept
 * @throws {TolkError} FIELD_VALUE, OPTIONS_EXCEEDED
 */
export async function defineOption(scope: Scope, wish: OptionWish): Promise<OptionDefinition> {
  const definition = checkDefinition(scope, wish);
  const { name, type, choices, maxLength } = definition;
  await scope.transaction(async (tx) => {
    const { sql, brand } = tx;
    await rows(sql, LOCK, [brand.id]);
    const changed = await rows(sql, CHANGE, [brand.id, name, type, choices, maxLength]);
    if (changed.length === 0) await add(tx, [name], { type, choices, maxLength });
  });
  return definition;
}

/**
 * Defines texts of the default length under names that came with customers (setting unknownOptions = create).
 */
export async function defineTexts(scope: TxScope, names: readonly string[]): Promise<void> {
  await rows(scope.sql, LOCK, [scope.brand.id]);
  await add(scope, names, { type: 'text', choices: [], maxLength: null });
}

async function add(
  { sql, brand, actor, limits }: TxScope, names: readonly string[], form: Omit<OptionDefinition, 'name'>,
): Promise<void> {
  await rows(sql, ADD, [brand.id, names, form.type, form.choices, form.maxLength, actor.name]);
  const [[count] = [0]] = await rows<readonly [number]>(sql, COUNT, [brand.id]);
  if (count > limits.OPTIONS_MAX) {
    throw failure('OPTIONS_EXCEEDED', { most: String(limits.OPTIONS_MAX), name: names.at(-1) ?? '' });
  }
}

function checkDefinition({ limits }: Scope, wish: OptionWish): OptionDefinition {
  const { name, choices, maxLength } = wish;
  if (name === '') throw refused('name', 'is empty', name);
  checkText('name', name, OPTION_NAME_LENGTH);
  const type = OPTION_TYPES.find((known) => known === wish.type);
  if (type === undefined) throw refused('type', `is not one of ${OPTION_TYPES.join(', ')}`, wish.type);
  if ((type === 'choice') !== (choices.length > 0)) {
    throw refused('choices', 'belong to a choice, and only to it', choices.join(', '));
  }
  if (choices.length > limits.CHOICES_MAX) {
    throw refused('choices', `are more than ${limits.CHOICES_MAX}`, String(choices.length));
  }
  const most = limits.OPTION_LENGTH_MAX;
  if (maxLength !== null && !(Number.isInteger(maxLength) && maxLength >= 1 && maxLength <= most)) {
    throw refused('length', `is not between 1 and ${most}`, String(maxLength));
  }
  for (const choice of choices) {
    if (choice === '') throw refused('choices', 'has an empty value', choices.join(', '));
    checkText('choices', choice, maxLength ?? limits.OPTION_LENGTH);
  }
  return { name, type, choices: [...new Set(choices)], maxLength };
}

function definition([name, type, choices, maxLength]: Row): OptionDefinition {
  return { name, type, choices, maxLength };
}
