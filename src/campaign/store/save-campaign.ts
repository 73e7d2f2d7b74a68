import { isDeepStrictEqual } from 'node:util';
import { rows, statement, type Scope, type TxScope } from '../../db/index.ts';
import { failure, TolkError } from '../../errors.ts';
import { graphOf, readDefinition } from '../definition/check-graph.ts';
import type { CampaignDefinition } from '../definition/definition.ts';
import { strangeFieldsOf } from '../definition/strange-fields.ts';
import { wrongCampaign } from '../definition/wrong.ts';
import { definitionOf, findCampaign, type Campaign } from './campaign.ts';
import { expand } from './expand.ts';

/** Campaigns are few; one at a time per brand is saved, so that their number is exact. */
const LOCK = statement(`select pg_advisory_xact_lock(hashtextextended('campaign.' || $1::text, 0))`);
const COUNT = statement('select count(*)::int from campaign where brand_id = $1 and deleted_at is null');
const BY_NAME = statement('select id from campaign where brand_id = $1 and name = $2 and deleted_at is null');

const INSERT = statement(`
  insert into campaign (brand_id, name, created_by, modified_by) values ($1, $2, $3, $3) returning id`);

const UPDATE = statement(`
  update campaign set name = $3, version = version + 1, modified_by = $4, modified_at = now()
  where brand_id = $1 and id = $2
  returning version`);

const USERS = statement(`
  select c.name, v.definition from campaign c
  join campaign_version v on v.brand_id = c.brand_id and v.campaign_id = c.id and v.version in (c.version, c.running_version)
  where c.brand_id = $1 and c.deleted_at is null
    and jsonb_path_exists(v.definition, '$.objects[*].type ? (@ == "userDefined")')`);

const ADD_VERSION = statement(`
  insert into campaign_version (brand_id, campaign_id, version, definition, saved_by) values ($1, $2, $3, $4::jsonb, $5)`);

const ADD_OBJECTS = statement(`
  insert into campaign_object (brand_id, campaign_id, key)
  select $1::bigint, $2::bigint, key from unnest($3::text[]) as given (key)
  where not exists (select from campaign_object o where o.brand_id = $1 and o.campaign_id = $2 and o.key = given.key)`);

/** A campaign that was just saved, and what whoever did it should know: of an object each, by what it is called. */
interface SavedCampaign extends Campaign {
  readonly warnings: readonly string[];
}

/**
 * Stores a new campaign, stopped. Its graph must be sound, and all that it names must be there.
 * @param given as JSON gives it
 * @throws {TolkError} CAMPAIGN_FORM, CAMPAIGN_EXISTS, CAMPAIGNS_EXCEEDED, and what the objects say
 */
export function createCampaign(scope: Scope, given: unknown): Promise<SavedCampaign> {
  return saving(scope, given, insert);
}

/**
 * Gives a campaign a new version. One that runs goes on with its own until it is stopped and started again.
 * @param called its number or its name
 * @throws {TolkError} CAMPAIGN_NOT_FOUND, and as createCampaign
 */
export function changeCampaign(scope: Scope, called: string, given: unknown): Promise<SavedCampaign> {
  return saving(scope, given, async (tx, definition) => update(tx, await findCampaign(tx, called), definition));
}

/** Stores a campaign under its name, whether there is one already or not. @throws {TolkError} as createCampaign */
export function applyCampaign(scope: Scope, given: unknown): Promise<SavedCampaign> {
  return saving(scope, given, async (tx, definition) => {
    const [there] = await rows<[string]>(tx.sql, BY_NAME, [tx.brand.id, definition.name]);
    return there === undefined ? insert(tx, definition) : update(tx, await findCampaign(tx, there[0]), definition);
  });
}

type Save = (tx: TxScope, definition: CampaignDefinition) => Promise<string>;

async function saving(scope: Scope, given: unknown, save: Save): Promise<SavedCampaign> {
  const definition = readDefinition(given, scope.limits);
  return scope.transaction(async (tx) => {
    await rows(tx.sql, LOCK, [tx.brand.id]);
    const id = await save(tx, definition);
    await checkReferences(tx, definition); // afterwards: what it says of itself is there
    await checkUses(tx);
    return { ...await findCampaign(tx, id), warnings: strangeFieldsOf(definition) };
  });
}

/** All that the objects name must be there, also inside user-defined ones. @throws {TolkError} what the objects say */
export async function checkReferences(scope: Scope, definition: CampaignDefinition): Promise<void> {
  await checkObjects(scope, definition);
  const { inside } = await expand(scope, definition);
  for (const each of inside) await checkObjects(scope, each);
}

async function checkObjects(scope: Scope, definition: CampaignDefinition): Promise<void> {
  for (const { id, of, settings } of graphOf(definition)) {
    try {
      await of.check?.(scope, settings, definition);
    } catch (error) {
      if (!(error instanceof TolkError) || error.row.http >= 500) throw error;
      if (error.code !== 'CAMPAIGN_FORM') throw wrongCampaign(`object ${id}`, error.message);
      const { where = '', why = '' } = error.details;
      throw wrongCampaign(`object ${id}, ${where}`, why);
    }
  }
}

/** Campaigns with user-defined objects must be sound with these as they are now. @throws {TolkError} CAMPAIGN_FORM */
async function checkUses(tx: TxScope): Promise<void> {
  const [broken] = await brokenUses(tx);
  if (broken !== undefined) throw wrongCampaign(`its use in ${broken.name}`, broken.why);
}

/** The campaigns that are not sound with the user-defined objects as they are now. */
export async function brokenUses(tx: TxScope): Promise<{ readonly name: string; readonly why: string }[]> {
  const broken = [];
  for (const [name, definition] of await rows<[string, CampaignDefinition]>(tx.sql, USERS, [tx.brand.id])) {
    try {
      await expand(tx, definition);
    } catch (error) {
      if (!(error instanceof TolkError)) throw error;
      broken.push({ name, why: error.message });
    }
  }
  return broken;
}

async function insert(tx: TxScope, definition: CampaignDefinition): Promise<string> {
  const { sql, brand, actor, limits: { CAMPAIGNS_MAX } } = tx;
  const { name } = definition;
  const [[count] = [0]] = await rows<[number]>(sql, COUNT, [brand.id]);
  if (count >= CAMPAIGNS_MAX) throw failure('CAMPAIGNS_EXCEEDED', { most: String(CAMPAIGNS_MAX), name });
  await refuseTaken(tx, name);
  const [[id] = ['']] = await rows<[string]>(sql, INSERT, [brand.id, name, actor.name]);
  await addVersion(tx, id, definition);
  return id;
}

/** The same again is no new version. */
async function update(tx: TxScope, { id, name, version }: Campaign, definition: CampaignDefinition): Promise<string> {
  if (isDeepStrictEqual(await definitionOf(tx, id, version), definition)) return id;
  if (definition.name !== name) await refuseTaken(tx, definition.name);
  await addVersion(tx, id, definition);
  return id;
}

async function refuseTaken({ sql, brand }: TxScope, name: string): Promise<void> {
  if ((await rows(sql, BY_NAME, [brand.id, name])).length > 0) throw failure('CAMPAIGN_EXISTS', { name });
}

async function addVersion({ sql, brand, actor }: TxScope, id: string, definition: CampaignDefinition): Promise<void> {
  const { name, objects } = definition;
  const [[version] = [0]] = await rows<[number]>(sql, UPDATE, [brand.id, id, name, actor.name]);
  await rows(sql, ADD_VERSION, [brand.id, id, version, JSON.stringify(definition), actor.name]);
  await rows(sql, ADD_OBJECTS, [brand.id, id, objects.map((object) => object.id)]);
}
