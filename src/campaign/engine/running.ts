import { isCalled, rows, statement, type Scope } from '../../db/index.ts';
import type { GraphObject } from '../definition/check-graph.ts';
import type { RunningCampaign } from '../objects/act.ts';
import { exitsOf } from '../objects/object.ts';
import type { CampaignDefinition } from '../definition/definition.ts';
import { definitionOf, numbersOf, objectIds } from '../store/campaign.ts';
import { expandForMembers } from '../store/expand.ts';

/** An object of a campaign that runs, ready to act. */
export interface RunningObject {
  readonly id: string;
  readonly graph: GraphObject;
  /** Exit -> number of the object that it leads to. */
  readonly wiring: ReadonlyMap<string, string>;
}

/** A version of a campaign, ready to run. */
export interface Running extends RunningCampaign {
  /** By number. */
  readonly objects: ReadonlyMap<string, RunningObject>;
}

/** @throws {TolkError} CAMPAIGN_FORM when this house no longer knows a type of its objects */
export async function loadRunning(scope: Scope, campaignId: string, version: number): Promise<Running> {
  const definition = await definitionOf(scope, campaignId, version);
  return runningOf(scope, { id: campaignId, version, definition }, await objectIds(scope, campaignId));
}

interface Stored {
  readonly id: string;
  readonly version: number;
  readonly definition: CampaignDefinition;
}

async function runningOf(
  scope: Scope, { id: campaignId, version, definition }: Stored, known: ReadonlyMap<string, string>,
): Promise<Running> {
  const { graph: all, fields } = await expandForMembers(scope, definition);
  const ids = await numbersOf(scope, campaignId, known, all.map(({ id }) => id));
  const numberOf = (key: string) => ids.get(key) ?? '';
  const objects = all.map((graph): RunningObject => {
    const names = exitsOf(graph.of, graph.settings);
    const wired = Object.entries(graph.exits).flatMap(([exit, target]) =>
      (target !== null && names.includes(exit) ? [[exit, numberOf(target)] as const] : []));
    return { id: numberOf(graph.id), graph, wiring: new Map(wired) };
  });
  const { name, entry } = definition;
  return {
    id: campaignId, name, version, entry, fields, objects: new Map(objects.map((one) => [one.id, one])),
    objectsBefore: (objectId) => before(objects, objectId),
  };
}

function before(objects: readonly RunningObject[], objectId: string): string[] {
  const found = new Set([objectId]);
  for (let size = 0; size < found.size;) {
    size = found.size;
    for (const { id, wiring } of objects) if ([...wiring.values()].some((target) => found.has(target))) found.add(id);
  }
  found.delete(objectId);
  return [...found];
}

const RUNNING = statement(`
  select running_version from campaign
  where brand_id = $1 and id = $2 and state = 'running' and deleted_at is null
  for share`);

const CALLED = statement(`
  select c.id, c.running_version, v.definition::text, (
    select json_object_agg(o.key, o.id::text) from campaign_object o where o.brand_id = $1 and o.campaign_id = c.id
  )
  from campaign c
  join campaign_version v on v.brand_id = $1 and v.campaign_id = c.id and v.version = c.running_version
  where c.brand_id = $1 and ${isCalled('c', '$2')} and c.state = 'running' and c.deleted_at is null
  for share of c`);

/**
 * The same of a campaign by what people call it, with one question: calls from outside come by the thousand.
 * @param called its number or its name
 * @returns undefined: there is none, or it does not run
 */
export async function holdCalled(scope: Scope, called: string): Promise<Running | undefined> {
  const { sql, brand } = scope;
  type Found = [id: string, version: number, definition: string, ids: Record<string, string>];
  const [found] = called.includes('\0') ? [] : await rows<Found>(sql, CALLED, [brand.id, called]);
  if (found === undefined) return undefined;
  const [id, version, text, ids] = found;
  return runningOf(scope, { id, version, definition: definitionIn(text) }, new Map(Object.entries(ids)));
}

/** Definitions by their text, so that each is read once: calls from outside mostly bring the same few. */
const read = new Map<string, CampaignDefinition>();
const REMEMBERED = 100;

function definitionIn(text: string): CampaignDefinition {
  const known = read.get(text);
  if (known !== undefined) return known;
  const definition = JSON.parse(text) as CampaignDefinition;
  if (read.size >= REMEMBERED) read.clear();
  read.set(text, definition);
  return definition;
}

/**
 * Sees to it that a campaign goes on running until the transaction ends.
 * @returns the version that runs; undefined: none does
 */
export async function holdRunning({ sql, brand }: Scope, campaignId: string): Promise<number | undefined> {
  return (await rows<[number]>(sql, RUNNING, [brand.id, campaignId]))[0]?.[0];
}
