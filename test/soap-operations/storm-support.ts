/**
 * A storm: many callers who change the same few customers and groups through several instances at once. The calls
 * follow from the seed; the order in which they meet does not, and no order may break what `brokenRules` looks for.
 */
import type { Store } from '../../src/db/index.ts';
import { soapCall, type SoapAnswer } from '../support/soap-call.ts';

/** How many e-mail addresses the unique inserts fight for. */
const KEYS = 12;
const BULK = 40;
/** Customers and groups that are there before it. */
const BEGINNING = 6;

interface Pools {
  readonly customers: string[];
  readonly groups: string[];
  readonly resources: string[];
}

type Random = (below: number) => number;
type Act = readonly [operation: string, parameters: string];

const key = (n: number) => `<emailAddress>key${n}@storm.example</emailAddress>`;
const person = (n: number, salt: number) =>
  `${key(n)}<lastname>L${salt % 7}</lastname><options><CustomerOption><name>o${salt % 5}</name><value>${salt}</value></CustomerOption></options>`;
const UNIQUE = '<uniqueCustomerFields><string>emailAddress</string></uniqueCustomerFields>';
const list = (items: readonly string[]) => `<customers>${items.map((item) => `<Customer>${item}</Customer>`).join('')}</customers>`;

/** What callers do, the frequent ones more than once. */
function acts(random: Random, { customers, groups, resources }: Pools): readonly (() => Act)[] {
  const one = (pool: readonly string[]) => pool[random(pool.length)] ?? '1';
  const id = (pool: readonly string[]) => `<id>${one(pool)}</id>`;
  const group = () => `<group>${id(groups)}</group>`;
  const customer = () => `<customer>${id(customers)}</customer>`;
  const unique = (): Act => ['customer_insertUnique', `<customer>${person(random(KEYS), random(1000))}</customer>${UNIQUE}`];
  const add = (): Act => ['group_addMember', group() + customer()];
  const addMany = (): Act => [
    'group_addMembersInBulk', group() + list(Array.from({ length: 3 }, () => id(customers))),
  ];
  return [
    unique, unique, unique, add, add, addMany,
    () => ['group_removeMember', group() + customer()],
    () => ['group_move', `${group()}<newParentId>${random(4) === 0 ? '0' : one(groups)}</newParentId>`],
    () => ['group_insert', `<group><parentId>${random(4) === 0 ? '0' : one(groups)}</parentId><name>g</name></group>`],
    () => (random(3) === 0 ? ['group_delete', `<groupId>${one(groups)}</groupId>`] : add()),
    () => ['group_update', `<group>${id(groups)}<name>g${random(9)}</name></group>`],
    () => (random(2) === 0 ? ['group_calculate', ''] : addMany()),
    () => ['customer_delete', customer()],
    () => ['customer_update', `<customer>${id(customers)}<lastname>M${random(9)}</lastname></customer>`],
    () => ['customer_upsert', `<customer>${id(customers)}<city>C${random(9)}</city></customer>`],
    () => ['account_addToCustomer', `<customerId>${one(customers)}</customerId><network>n</network><accountId>${random(5)}</accountId>`],
    () => ['customer_insertBulkUnique', list(Array.from({ length: BULK }, () => person(random(KEYS), random(1000)))) + UNIQUE],
    () => ['customer_getAll', ''],
    () => ['group_getMembers', `<groupId>${one(groups)}</groupId><recursive>true</recursive>`],
    () => ['customerSet_getCustomers', `<resourceId>${one(resources)}</resourceId><offset>0</offset><size>50</size>`],
    () => (random(3) === 0 ? ['resource_free', `<resourceId>${one(resources)}</resourceId>`]
      : ['resource_getById', `<resourceId>${one(resources)}</resourceId>`]),
  ];
}

/** What such calls may be refused with, beside being answered: they name what others delete, close and move. */
const REFUSALS = ['105', '107', '213', '301', '401', '402'];

export interface StormResult {
  /** Answers by operation and fault; '' is an answer. */
  readonly counts: Readonly<Record<string, number>>;
  /** Answers that no such call may have. */
  readonly wrong: readonly string[];
}

export interface StormWish {
  /** Instances and the token to use there. */
  readonly callers: readonly { readonly url: string; readonly token: string }[];
  /** Calls under way at each instance. */
  readonly atOnce: number;
  readonly seed: number;
  /** Whether call number `n` is still to be made. */
  readonly goesOn: (n: number) => boolean;
  /** Whether a call may fail because its instance is gone. */
  readonly mayBreak?: boolean;
}

export async function storm({ callers, atOnce, seed, goesOn, mayBreak = false }: StormWish): Promise<StormResult> {
  const pools: Pools = { customers: [], groups: [], resources: [] };
  const random = generator(seed);
  const choice = acts(random, pools);
  const counts: Record<string, number> = {};
  const wrong: string[] = [];
  let made = 0;
  const note = (operation: string, { fault = '', text }: SoapAnswer) => {
    const told = `${operation} ${fault}`;
    counts[told] = (counts[told] ?? 0) + 1;
    if (fault !== '' && !REFUSALS.includes(fault)) wrong.push(`${told}: ${text.slice(0, 600)}`);
    if (fault === '') remember(operation, text, pools);
  };
  for (let begun = 0; begun < BEGINNING; begun++) {
    for (const operation of ['customer_insert', 'group_insert']) {
      note(operation, await soapCall(callers[0] as StormWish['callers'][number], operation, '<group><name>g</name></group>'));
    }
  }
  const work = async (caller: StormWish['callers'][number]) => {
    while (goesOn(made)) {
      made++;
      const [operation, parameters] = (choice[random(choice.length)] as () => Act)();
      try {
        note(operation, await soapCall(caller, operation, parameters));
      } catch (error) {
        if (!mayBreak) throw error;
        counts['broken'] = (counts['broken'] ?? 0) + 1;
        return;
      }
    }
  };
  await Promise.all(callers.flatMap((caller) => Array.from({ length: atOnce }, () => work(caller))));
  return { counts, wrong };
}

const POOL_MOST = 30;

/** Ids in answers are what later calls name; old ones are forgotten, deleted ones stay in use for a while. */
function remember(operation: string, text: string, { customers, groups, resources }: Pools): void {
  const pool = operation.startsWith('customer_insert') ? customers
    : operation === 'group_insert' ? groups
      : operation === 'customer_getAll' || operation === 'group_getMembers' ? resources : undefined;
  const ids = [...text.matchAll(/<ns1:(?:id|msg)>(\d+)</g)].map(([, id]) => id as string);
  if (pool === undefined) return;
  for (const id of ids) if (!pool.includes(id)) pool.push(id);
  pool.splice(0, Math.max(0, pool.length - POOL_MOST));
}

/** mulberry32: the same numbers for the same seed. */
/** Numbers that follow from a seed. */
export function generator(seed: number): Random {
  let state = seed;
  return (below) => {
    state = (state + 0x6D2B79F5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % below;
  };
}

/** Each gives a row per breach; :brand is the brand. */
const RULES: Readonly<Record<string, string>> = {
  'one customer per key': `
    select lower(email_address) from customer where brand_id = :brand and email_address <> '' group by 1 having count(*) > 1`,
  'counts are those of the members': `
    select g.id from customer_group g where g.brand_id = :brand and g.deleted_at is null and
      g.member_count + coalesce((select sum(delta) from group_count_delta d where d.brand_id = :brand and d.group_id = g.id), 0)
      <> (select count(*) from group_member m where m.brand_id = :brand and m.group_id = g.id)`,
  'members exist': `
    select m.customer_id from group_member m where m.brand_id = :brand and (
      not exists (select from customer c where c.brand_id = :brand and c.id = m.customer_id)
      or not exists (select from customer_group g where g.brand_id = :brand and g.id = m.group_id))`,
  'every group hangs from the top': `
    with recursive down as (
      select id from customer_group where brand_id = :brand and parent_id is null
      union all
      select g.id from down join customer_group g on g.brand_id = :brand and g.parent_id = down.id
    )
    select id from customer_group where brand_id = :brand and id not in (select id from down)`,
  'no group below a deleted one': `
    select g.id from customer_group g join customer_group p on p.brand_id = :brand and p.id = g.parent_id
    where g.brand_id = :brand and g.deleted_at is null and p.deleted_at is not null`,
  'what is deleted is removed': 'select id from customer_group where brand_id = :brand and deleted_at is not null',
  'no set is left half built': `select id from result_set where brand_id = :brand and state = 'PROCESSING'`,
  'no set failed': `select error from result_set where brand_id = :brand and state = 'ERROR'`,
  'a customer begins once and ends once': `
    select h.customer_id from customer_history h where h.brand_id = :brand group by 1
    having count(*) filter (where act = 'inserted') <> 1
      or count(*) filter (where act = 'deleted') <>
        (select count(*) from (values (1)) as one where not exists (
          select from customer c where c.brand_id = :brand and c.id = h.customer_id))`,
  'accounts have customers': `
    select a.account_id from customer_account a where a.brand_id = :brand
      and not exists (select from customer c where c.brand_id = :brand and c.id = a.customer_id)`,
  'an option is defined once': 'select name from customer_option where brand_id = :brand group by 1 having count(*) > 1',
};

/** @returns the rules that the brand's rows break, with how many rows; call it when no job is left */
export async function brokenRules(sql: Store, brandId: string): Promise<string[]> {
  const broken: string[] = [];
  for (const [rule, question] of Object.entries(RULES)) {
    const { rows } = (await sql.raw(question, { brand: brandId })) as { rows: object[] };
    if (rows.length > 0) broken.push(`${rule}: ${rows.length} rows, first ${JSON.stringify(rows[0])}`);
  }
  return broken;
}

/** Jobs that wait, run or are dead, by name; those of the clock left out. */
export async function jobsLeft(sql: Store): Promise<string[]> {
  const { rows } = (await sql.raw(`
    select task_identifier as name, attempts || '/' || max_attempts as tries, last_error
    from graphile_worker.jobs where task_identifier not like 'maintenance.%'`)) as { rows: object[] };
  return rows.map((row) => JSON.stringify(row));
}
