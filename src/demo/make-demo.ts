import { createBrand, createToken, createUser, DEFAULT_RIGHTS, listBrands, type Right } from '../access/index.ts';
import type { Config } from '../config.ts';
import { defineOption, insertUniqueCustomers } from '../customer/index.ts';
import { createScope, type Actor, type Scope, type Store } from '../db/index.ts';
import { TolkError } from '../errors.ts';
import { Events } from '../events/index.ts';
import { addMembers, insertGroup } from '../group/index.ts';
import { makeCampaign } from './campaign.ts';
import { DEMO_CUSTOMERS, DEMO_OPTIONS, SAMPLE_NUMBER } from './customers.ts';
import { makeDatamodel } from './datamodel.ts';
import { DEMO_GROUPS, type DemoGroup } from './groups.ts';

export const DEMO_BRAND = 'demo';
const DEMO_USER = 'demo';
const ACTOR: Actor = { name: DEMO_USER, door: 'cli' };
/** Enough to follow the documentation: the data model may be changed, the brand and its tokens may not. */
const RIGHTS: readonly Right[] = [...DEFAULT_RIGHTS, 'model'];

export interface Demo {
  readonly brand: string;
  readonly user: string;
  readonly token: string;
  /** Of the customer to look up. */
  readonly customerId: string;
}

/**
 * Makes the brand `demo` in a house without any brand, all or nothing: a user with a token, customers with options
 * and accounts, a tree of groups with members, a data model with rows, a campaign that runs.
 * @returns nothing when there is a brand already, also when another instance makes it this moment
 */
export async function makeDemo(sql: Store, limits: Config): Promise<Demo | undefined> {
  if ((await listBrands(sql)).length > 0) return undefined;
  try {
    return await sql.transaction((trx) => make(trx, limits));
  } catch (error) {
    if (error instanceof TolkError && error.code === 'BRAND_EXISTS') return undefined;
    throw error;
  }
}

async function make(sql: Store, limits: Config): Promise<Demo> {
  const brand = await createBrand(sql, { name: DEMO_BRAND });
  const user = await createUser(sql, { name: DEMO_USER, brandIds: [brand.id] });
  const scope = createScope({ sql, brand, actor: ACTOR, events: new Events(), limits });
  for (const option of DEMO_OPTIONS) await defineOption(scope, option);
  const customers = await insertUniqueCustomers(scope, DEMO_CUSTOMERS, { fields: ['externalId'], options: [] });
  const ids = new Map(customers.map(({ externalId, id }) => [externalId, id]));
  const idOf = (externalId: string): string => ids.get(externalId) ?? '';
  for (const group of DEMO_GROUPS) await makeGroup(scope, group, idOf, undefined);
  await makeDatamodel(scope, idOf);
  await makeCampaign(scope, [idOf(SAMPLE_NUMBER)]);
  const { token } = await createToken(sql, ACTOR, { brand, user, label: 'first start', rights: RIGHTS }, limits);
  return { brand: brand.name, user: user.name, token, customerId: idOf(SAMPLE_NUMBER) };
}

async function makeGroup(
  scope: Scope, group: DemoGroup, idOf: (externalId: string) => string, parentId: string | undefined,
): Promise<void> {
  const { name, description, members = [], children = [] } = group;
  const { id } = await insertGroup(scope, { name, description, parentId });
  if (members.length > 0) await addMembers(scope, id, members.map(idOf));
  for (const child of children) await makeGroup(scope, child, idOf, id);
}
