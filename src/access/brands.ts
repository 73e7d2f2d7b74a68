import { rows, statement, type Brand, type BrandSettings, type Sql } from '../db/index.ts';
import { failure } from '../errors.ts';
import { checkBrandSettings, readBrandSettings } from './brand-settings.ts';
import { checkName, isTaken } from './names.ts';
import { postgresZone } from './time-zone.ts';

const DEFAULT_ZONE = 'Europe/Amsterdam';

export type BrandRow = [id: string, name: string, timeZone: string, settings: unknown];

export interface BrandInput {
  readonly name: string;
  /** IANA name, any letter case; default Europe/Amsterdam. */
  readonly timeZone?: string | undefined;
  /** Only what differs from the defaults. */
  readonly settings?: Readonly<Record<string, unknown>> | undefined;
}

const INSERT = statement(`
  insert into brand (name, time_zone, settings) values ($1, $2, $3)
  returning id, name, time_zone, settings`);

/**
 * Makes a brand.
 * @throws {TolkError} FIELD_VALUE (name, zone or setting is not acceptable), BRAND_EXISTS
 */
export async function createBrand(sql: Sql, input: BrandInput): Promise<Brand> {
  const name = checkName('name', input.name);
  const settings = JSON.stringify(checkBrandSettings(input.settings ?? {}));
  const zone = await postgresZone(sql, input.timeZone ?? DEFAULT_ZONE);
  try {
    const [made] = await rows<BrandRow>(sql, INSERT, [name, zone, settings]);
    return brandOf(made as BrandRow);
  } catch (error) {
    throw isTaken(error, 'brand_by_name') ? failure('BRAND_EXISTS', { name }) : error;
  }
}

const BY_ID = statement('select id, name, time_zone, settings from brand where id = $1');

/** @throws {TolkError} BRAND_NOT_FOUND */
export async function brandById(sql: Sql, brandId: string): Promise<Brand> {
  return found(await rows<BrandRow>(sql, BY_ID, [brandId]), brandId);
}

const BY_NAME = statement('select id, name, time_zone, settings from brand where lower(name) = lower($1)');

/** @param name in any letter case @throws {TolkError} BRAND_NOT_FOUND */
export async function brandByName(sql: Sql, name: string): Promise<Brand> {
  return found(await rows<BrandRow>(sql, BY_NAME, [name]), name);
}

const ALL = statement('select id, name, time_zone, settings from brand order by id');

/** All brands of the house, oldest first. */
export async function listBrands(sql: Sql): Promise<Brand[]> {
  return (await rows<BrandRow>(sql, ALL, [])).map(brandOf);
}

/** What changes in a brand; what is left out stays as it is. */
export interface BrandChange {
  readonly timeZone?: string | undefined;
  /** Sets the ones given; null takes a setting back to its default. */
  readonly settings?: Readonly<Record<string, unknown>> | undefined;
}

const UPDATE = statement(`
  update brand
  set time_zone = coalesce($2, time_zone), settings = (settings || $3::jsonb) - $4::text[]
  where id = $1
  returning id, name, time_zone, settings`);

/**
 * Changes zone and settings of a brand; every instance hears of it.
 * @returns the brand as it is now
 * @throws {TolkError} FIELD_VALUE, BRAND_NOT_FOUND
 */
export async function setBrand(sql: Sql, brandId: string, change: BrandChange): Promise<Brand> {
  const { timeZone, settings = {} } = change;
  const given = Object.entries(settings);
  const set = checkBrandSettings(Object.fromEntries(given.filter(([, value]) => value !== null)));
  const unset = given.filter(([, value]) => value === null).map(([name]) => name);
  const zone = timeZone === undefined ? null : await postgresZone(sql, timeZone);
  return found(await rows<BrandRow>(sql, UPDATE, [brandId, zone, JSON.stringify(set), unset]), brandId);
}

/** A row of brand as the rooms know it. */
export function brandOf([id, name, timeZone, json]: BrandRow): Brand {
  const settings: BrandSettings = Object.freeze(readBrandSettings(json));
  return Object.freeze({ id, name, timeZone, settings });
}

function found([row]: BrandRow[], brand: string): Brand {
  if (row === undefined) throw failure('BRAND_NOT_FOUND', { brand });
  return brandOf(row);
}
