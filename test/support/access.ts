/** Brands, users and tokens for tests, made as the `tolk` command makes them. Names are new at each call. */
import {
  createBrand, createToken, createUser, type BrandInput, type Right, type TokenInput, type User,
} from '../../src/access/index.ts';
import { readConfig, type Config } from '../../src/config.ts';
import {
  createScope, type Brand, type Door, type Publisher, type Scope, type Store,
} from '../../src/db/index.ts';

let made = 0;

/** A brand with a name of its own; `overrides` as in `createBrand`. */
export async function makeBrand(sql: Store, overrides: Partial<BrandInput> = {}): Promise<Brand> {
  return createBrand(sql, { name: `Brand ${++made}`, ...overrides });
}

/** A user with access to brands. */
export async function makeUser(sql: Store, brands: readonly Brand[], name = `User ${++made}`): Promise<User> {
  return createUser(sql, { name, brandIds: brands.map(({ id }) => id) });
}

export interface MadeToken {
  readonly token: string;
  readonly id: string;
  readonly user: User;
  /** As a door would make it for a call with this token. */
  readonly scope: Scope;
}

interface TokenWish extends Partial<Omit<TokenInput, 'rights'>> {
  readonly brand: Brand;
  readonly rights?: readonly Right[];
  /** Default soap. */
  readonly door?: Door;
  /** Who hears of what the scope publishes; default nobody. */
  readonly events?: Publisher;
  /** Settings that differ from their defaults, as in the environment. */
  readonly settings?: Readonly<Record<string, string>>;
}

const nobody: Publisher = { publish: () => Promise.resolve() };

/** A token of a new user (unless one is given), and the scope of a call with it. */
export async function makeToken(sql: Store, wish: TokenWish): Promise<MadeToken> {
  const { brand, events = nobody, door = 'soap', settings = {}, ...rest } = wish;
  const user = rest.user ?? await makeUser(sql, [brand]);
  const limits: Config = readConfig(settings);
  const made = await createToken(sql, { name: 'test', door: 'cli' }, { ...rest, brand, user }, limits);
  const actor = { name: user.name, door };
  return { ...made, user, scope: createScope({ sql, brand, actor, events, limits }) };
}
