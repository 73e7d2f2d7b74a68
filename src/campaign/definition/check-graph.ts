import type { Config } from '../../config.ts';
import { objectType } from '../objects/index.ts';
import { exitOfEnd } from '../objects/flow/end-object.ts';
import { exitsOf, type CampaignObject } from '../objects/object.ts';
import { startObject } from '../objects/start/start-object.ts';
import { definitionType, type CampaignDefinition, type DefinedObject } from './definition.ts';
import { wrongCampaign } from './wrong.ts';

/** An object with its type, its settings as the schema of that type has read them. */
export interface GraphObject extends DefinedObject {
  readonly of: CampaignObject;
}

/**
 * Reads a campaign from JSON and checks what can be checked without the store: types, settings, wiring.
 * @throws {TolkError} CAMPAIGN_FORM naming the object and what is wrong with it
 */
export function readDefinition(given: unknown, limits: Config): CampaignDefinition {
  const read = definitionType.safeParse(given);
  if (!read.success) throw wrongCampaign(...issueOf(read.error.issues, 'the definition'));
  checkLimits(read.data, limits);
  const objects = graphOf(read.data);
  checkKind(read.data, objects);
  checkWiring(objects);
  checkPaths(objects);
  checkCircles(objects);
  return { ...read.data, objects: objects.map(({ of: _, ...object }) => object) };
}

/** To read the settings of a hundred objects takes half a millisecond, as long as a whole call from outside should. */
const graphs = new WeakMap<CampaignDefinition, readonly GraphObject[]>();

/** The objects with their types; the same ones for the same definition. @throws {TolkError} CAMPAIGN_FORM */
export function graphOf(definition: CampaignDefinition): readonly GraphObject[] {
  const graph = graphs.get(definition) ?? readGraph(definition);
  graphs.set(definition, graph);
  return graph;
}

function readGraph({ objects }: CampaignDefinition): GraphObject[] {
  return objects.map((object) => {
    const of = objectType(object.type);
    if (of === undefined) throw wrongCampaign(`object ${object.id}`, `there is no type ${object.type}`);
    const read = of.settings.safeParse(object.settings);
    if (!read.success) throw wrongCampaign(...issueOf(read.error.issues, `object ${object.id}`, 'settings'));
    return { ...object, settings: read.data as Record<string, unknown>, of };
  });
}

type Issue = { readonly path: readonly PropertyKey[]; readonly message: string };

function issueOf([issue]: readonly Issue[], of: string, ...below: string[]): [where: string, why: string] {
  const path = [...below, ...issue?.path ?? []].join('.');
  return [path === '' ? of : `${of}, ${path}`, issue?.message ?? 'is not acceptable'];
}

function checkLimits(definition: CampaignDefinition, limits: Config): void {
  const { name, fields, objects } = definition;
  const { CAMPAIGN_NAME_LENGTH, CAMPAIGN_OBJECTS, CAMPAIGN_FIELDS, CAMPAIGN_BYTES, CAMPAIGN_FIELD_LENGTH } = limits;
  if (name.trim() === '') throw wrongCampaign('name', 'must not be empty');
  if ([...name].length > CAMPAIGN_NAME_LENGTH) throw wrongCampaign('name', `is longer than ${CAMPAIGN_NAME_LENGTH} characters`);
  if (/^\d+$/.test(name)) throw wrongCampaign('name', 'is digits alone, which are taken for the number of a campaign');
  if (objects.length > CAMPAIGN_OBJECTS) throw wrongCampaign('objects', `are more than ${CAMPAIGN_OBJECTS}`);
  if (fields.length > CAMPAIGN_FIELDS) throw wrongCampaign('fields', `are more than ${CAMPAIGN_FIELDS}`);
  const long = fields.find(({ length }) => length > CAMPAIGN_FIELD_LENGTH);
  if (long !== undefined) throw wrongCampaign(`field ${long.name}`, `cannot be longer than ${CAMPAIGN_FIELD_LENGTH} characters`);
  const again = twice(fields.map((field) => field.name));
  if (again !== undefined) throw wrongCampaign(`field ${again}`, 'is there twice');
  const text = JSON.stringify(definition);
  if (Buffer.byteLength(text) > CAMPAIGN_BYTES) throw wrongCampaign('the definition', `has more than ${CAMPAIGN_BYTES} bytes`);
  if (/\\u0000|\\ud[89a-f]/i.test(text)) throw wrongCampaign('the definition', 'has a character that cannot be kept');
}

function twice(names: readonly string[]): string | undefined {
  return names.find((name, place) => names.indexOf(name) !== place);
}

function checkWiring(objects: readonly GraphObject[]): void {
  const again = twice(objects.map(({ id }) => id));
  if (again !== undefined) throw wrongCampaign(`object ${again}`, 'is there twice');
  const byId = new Map(objects.map((object) => [object.id, object]));
  for (const { id, of, settings, exits } of objects) {
    const names = exitsOf(of, settings);
    for (const [exit, target] of Object.entries(exits)) {
      const place = `object ${id}, exit ${exit}`;
      if (!of.namesExits && !names.includes(exit)) throw wrongCampaign(place, `is none of ${names.join(', ')}`);
      if (target === null) continue;
      const to = byId.get(target);
      if (to === undefined) throw wrongCampaign(place, `leads to ${target}, which is not there`);
      if (to.of.isStart) throw wrongCampaign(place, `leads to ${target}, a start, to which nothing leads`);
    }
  }
}

/** A user-defined object begins at one start of its kind and leaves by its ends; a campaign has neither. */
function checkKind({ kind = 'campaign', category, icon }: CampaignDefinition, objects: readonly GraphObject[]): void {
  const starts = objects.filter(({ of }) => of.isStart);
  const ends = objects.filter((object) => exitOfEnd(object) !== undefined);
  if (kind === 'campaign') {
    const [wrong] = [...starts.filter(({ type }) => type === startObject.type), ...ends];
    if (wrong !== undefined) throw wrongCampaign(`object ${wrong.id}`, `${wrong.type} is for the kind object`);
    if ((category ?? icon) !== undefined) throw wrongCampaign('category and icon', 'are for the kind object');
    return;
  }
  const [start] = starts;
  if (starts.length !== 1 || start?.type !== startObject.type) throw wrongCampaign('objects', `must have one start, ${startObject.type}`);
  if (ends.length === 0) throw wrongCampaign('objects', 'must have an end');
  const leading = ends.find((end) => targetsOf(end).length > 0);
  if (leading !== undefined) throw wrongCampaign(`object ${leading.id}`, 'is an end and leads nowhere');
}

function targetsOf({ exits }: GraphObject): string[] {
  return Object.values(exits).filter((target) => target !== null);
}

/** Every path has one start, and all of it can be reached from there. */
function checkPaths(objects: readonly GraphObject[]): void {
  const startOf = new Map<string, string>();
  const byId = new Map(objects.map((object) => [object.id, object]));
  for (const start of objects.filter(({ of }) => of.isStart)) {
    const open = [start];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      const reached = startOf.get(next.id);
      if (reached === start.id) continue;
      if (reached !== undefined) {
        throw wrongCampaign(`object ${next.id}`, `is reached from two starts, ${reached} and ${start.id}: each path has one`);
      }
      startOf.set(next.id, start.id);
      open.push(...targetsOf(next).flatMap((target) => byId.get(target) ?? []));
    }
  }
  const lost = objects.find(({ id }) => !startOf.has(id));
  if (lost !== undefined) throw wrongCampaign(`object ${lost.id}`, 'cannot be reached from any start');
}

/** A circle in which nobody rests would never end. */
function checkCircles(objects: readonly GraphObject[]): void {
  const byId = new Map(objects.map((object) => [object.id, object]));
  const done = new Set<string>();
  const walk = (object: GraphObject, way: readonly string[]): void => {
    if (done.has(object.id) || object.of.pauses?.(object.settings)) return;
    if (way.includes(object.id)) {
      const circle = [...way.slice(way.indexOf(object.id)), object.id].join(' > ');
      throw wrongCampaign(`objects ${circle}`, 'are a circle without a wait in it');
    }
    for (const target of targetsOf(object)) {
      const next = byId.get(target);
      if (next !== undefined) walk(next, [...way, object.id]);
    }
    done.add(object.id);
  };
  for (const object of objects) walk(object, []);
}
