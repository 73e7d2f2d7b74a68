import { isCalled, rows, shownTime, statement, type Scope } from '../../db/index.ts';
import { failure } from '../../errors.ts';
import type { CampaignDefinition } from '../definition/definition.ts';

export const CAMPAIGN_STATES = ['stopped', 'running', 'stopping'] as const;
export type CampaignState = (typeof CAMPAIGN_STATES)[number];

/** A campaign as lists show it; times 'YYYY-MM-DD HH:MM:SS' in the zone of the brand. */
export interface Campaign {
  readonly id: string;
  readonly name: string;
  /** stopping: nothing moves any more, what was planned is being cancelled. */
  readonly state: CampaignState;
  /** The newest. */
  readonly version: number;
  /** The one that runs; null: none. */
  readonly runningVersion: number | null;
  readonly startedAt: string | null;
  /** What happened before this is in no statistics. */
  readonly countedFrom: string;
  readonly createdBy: string;
  readonly createdAt: string;
  readonly modifiedBy: string;
  readonly modifiedAt: string;
}

type Row = readonly [
  id: string, name: string, state: CampaignState, version: number, runningVersion: number | null,
  startedAt: string | null, countedFrom: string, createdBy: string, createdAt: string, modifiedBy: string,
  modifiedAt: string,
];

const SELECT = `
  select c.id, c.name, c.state, c.version, c.running_version, ${shownTime('c.started_at')},
    ${shownTime('c.counted_from')}, c.created_by, ${shownTime('c.created_at')}, c.modified_by, ${shownTime('c.modified_at')}
  from campaign c
  where c.brand_id = $1 and c.deleted_at is null`;

const ALL = statement(`${SELECT} order by c.name collate "C"`);
const ONE = statement(`${SELECT} and ${isCalled('c', '$3')}`);

/** All campaigns of the brand, by name; at most CAMPAIGNS_MAX. */
export async function listCampaigns({ sql, brand }: Scope): Promise<Campaign[]> {
  return (await rows<Row>(sql, ALL, [brand.id, brand.timeZone])).map(campaignOf);
}

/** @param called its number or its name @throws {TolkError} CAMPAIGN_NOT_FOUND */
export async function findCampaign({ sql, brand }: Scope, called: string): Promise<Campaign> {
  const [row] = called.includes('\0') ? [] : await rows<Row>(sql, ONE, [brand.id, brand.timeZone, called]);
  if (row === undefined) throw failure('CAMPAIGN_NOT_FOUND', { campaign: called });
  return campaignOf(row);
}

const LOCK = statement(`
  select c.id from campaign c where c.brand_id = $1 and c.deleted_at is null and ${isCalled('c', '$2')} for no key update`);

/** The same, locked until the transaction ends: no step moves meanwhile. @throws {TolkError} CAMPAIGN_NOT_FOUND */
export async function lockCampaign(scope: Scope, called: string): Promise<Campaign> {
  const [found] = called.includes('\0') ? [] : await rows<[string]>(scope.sql, LOCK, [scope.brand.id, called]);
  if (found === undefined) throw failure('CAMPAIGN_NOT_FOUND', { campaign: called });
  return findCampaign(scope, found[0]);
}

const DEFINITION = statement(`
  select definition from campaign_version where brand_id = $1 and campaign_id = $2 and version = $3`);

/** What a version of a campaign does. */
export async function definitionOf(
  { sql, brand }: Scope, campaignId: string, version: number,
): Promise<CampaignDefinition> {
  const [row] = await rows<[CampaignDefinition]>(sql, DEFINITION, [brand.id, campaignId, version]);
  if (row === undefined) throw failure('CAMPAIGN_NOT_FOUND', { campaign: `${campaignId}, version ${version}` });
  return row[0];
}

const OBJECTS = statement('select key, id from campaign_object where brand_id = $1 and campaign_id = $2');

/** Id in the definition -> number. */
export async function objectIds({ sql, brand }: Scope, campaignId: string): Promise<ReadonlyMap<string, string>> {
  return new Map(await rows<[string, string]>(sql, OBJECTS, [brand.id, campaignId]));
}

const ADD_OBJECTS = statement(`
  insert into campaign_object (brand_id, campaign_id, key)
  select $1::bigint, $2::bigint, key from unnest($3::text[]) as given (key) order by key
  on conflict (brand_id, campaign_id, key) do nothing`);

/** The same for these objects, which get a number when they are not among the known. */
export async function numbersOf(
  scope: Scope, campaignId: string, known: ReadonlyMap<string, string>, keys: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const fresh = keys.filter((key) => !known.has(key));
  if (fresh.length === 0) return known;
  await rows(scope.sql, ADD_OBJECTS, [scope.brand.id, campaignId, fresh]);
  return objectIds(scope, campaignId);
}

function campaignOf(row: Row): Campaign {
  const [id, name, state, version, runningVersion, startedAt, countedFrom, ...changes] = row;
  const [createdBy, createdAt, modifiedBy, modifiedAt] = changes;
  const standing = { id, name, state, version, runningVersion, startedAt, countedFrom };
  return { ...standing, createdBy, createdAt, modifiedBy, modifiedAt };
}
