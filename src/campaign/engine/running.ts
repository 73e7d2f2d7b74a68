import { rows, statement, type Scope } from '../../db/index.ts';
import type { GraphObject } from '../definition/check-graph.ts';
import { exitsOf, type RunningCampaign } from '../objects/object.ts';
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
  const { graph: all, fields } = await expandForMembers(scope, definition);
  const ids = await numbersOf(scope, campaignId, await objectIds(scope, campaignId), all.map(({ id }) => id));
  const numberOf = (key: string) => ids.get(key) ?? '';
  const objects = all.map((graph): RunningObject => {
    const names = exitsOf(graph.of, graph.settings);
    const wired = Object.entries(graph.exits).flatMap(([exit, target]) =>
      (target !== null && names.includes(exit) ? [[exit, numberOf(target)] as const] : []));
    return { id: numberOf(graph.id), graph, wiring: new Map(wired) };
  });
  const { name, entry } = definition;
  return { id: campaignId, name, version, entry, fields, objects: new Map(objects.map((one) => [one.id, one])) };
}

const RUNNING = statement(`
  select running_version from campaign
  where brand_id = $1 and id = $2 and state = 'running' and deleted_at is null
  for share`);

/**
 * Sees to it that a campaign goes on running until the transaction ends.
 * @returns the version that runs; undefined: none does
 */
export async function holdRunning({ sql, brand }: Scope, campaignId: string): Promise<number | undefined> {
  return (await rows<[number]>(sql, RUNNING, [brand.id, campaignId]))[0]?.[0];
}
