import { rows, statement, type Scope } from '../../db/index.ts';
import { graphOf, type GraphObject } from '../definition/check-graph.ts';
import type { CampaignDefinition, DefinedField, DefinedObject } from '../definition/definition.ts';
import { wrongCampaign } from '../definition/wrong.ts';
import { exitOfEnd } from '../objects/flow/end-object.ts';
import { INSIDE, insideOf } from '../objects/flow/user-defined.ts';
import { definitionOf, findCampaign } from './campaign.ts';

/** A campaign with all that is inside its user-defined objects; those have ids such as `score/split`. */
interface Expanded {
  readonly graph: readonly GraphObject[];
  readonly fields: readonly DefinedField[];
  /** The user-defined objects that are in it, at any depth, each once. */
  readonly inside: readonly CampaignDefinition[];
}

/**
 * Puts what user-defined objects are now in their place.
 * @throws {TolkError} CAMPAIGN_NOT_FOUND, CAMPAIGN_FORM: one contains itself, they lie too deep, there are too many
 *   objects in all, or an exit is none of theirs
 */
export function expand(scope: Scope, definition: CampaignDefinition): Promise<Expanded> {
  return expanded(scope, definition, false);
}

/** The same, with objects that were in earlier versions: members may still be there. It checks nothing. */
export function expandForMembers(scope: Scope, definition: CampaignDefinition): Promise<Expanded> {
  return expanded(scope, definition, true);
}

interface Level {
  readonly definition: CampaignDefinition;
  /** Before the ids of its objects. */
  readonly prefix: string;
  /** Exit -> id of the object in the campaign that it leads to. */
  readonly outside: Readonly<Record<string, string | null>>;
  /** Numbers of the user-defined objects around it. */
  readonly within: readonly string[];
}

async function expanded(scope: Scope, top: CampaignDefinition, isLenient: boolean): Promise<Expanded> {
  const graph: GraphObject[] = [];
  const inside = new Map<string, CampaignDefinition>();
  const fields = new Map(top.fields.map((field) => [field.name, field]));
  const { CAMPAIGN_DEPTH: deepest, CAMPAIGN_OBJECTS: most } = scope.limits;

  async function add({ definition, prefix, outside, within }: Level): Promise<void> {
    for (const field of definition.fields) if (!fields.has(field.name)) fields.set(field.name, field);
    for (const object of graphOf(definition)) {
      const id = `${prefix}${object.id}`;
      const exits = Object.fromEntries(Object.entries(object.exits).map(([exit, target]) =>
        [exit, target === null ? null : `${prefix}${target}`]));
      const end = within.length === 0 ? undefined : exitOfEnd(object);
      const called = insideOf(object);
      if (called === undefined) {
        graph.push({ ...object, id, exits: end === undefined ? exits : { [end]: outside[end] ?? null } });
        continue;
      }
      const inner = await insideCalled(scope, called, isLenient);
      inside.set(inner.id, inner.definition);
      const why = within.includes(inner.id) ? `${called} would contain itself`
        : within.length >= deepest ? `${called} lies more than ${deepest} deep` : whyNoExit(inner.definition, object);
      if (why !== undefined && !isLenient) throw wrongCampaign(`object ${id}`, why);
      const start = graphOf(inner.definition).find(({ of }) => of.isStart)?.id ?? '';
      const isOpen = why === undefined || isLenient && !within.includes(inner.id) && within.length < deepest;
      graph.push({ ...object, id, exits: isOpen ? { [INSIDE]: `${id}/${start}` } : {} });
      if (isOpen) await add({ definition: inner.definition, prefix: `${id}/`, outside: exits, within: [...within, inner.id] });
    }
    if (graph.length > most && !isLenient) {
      throw wrongCampaign('objects', `with those inside user-defined ones are more than ${most}`);
    }
  }

  await add({ definition: top, prefix: '', outside: {}, within: [] });
  return { graph, fields: [...fields.values()], inside: [...inside.values()] };
}

function whyNoExit({ objects }: CampaignDefinition, { exits }: GraphObject): string | undefined {
  const names = objects.map(exitOfEnd).filter((name) => name !== undefined);
  const wrong = Object.keys(exits).find((exit) => !names.includes(exit));
  return wrong === undefined ? undefined : `exit ${wrong} is none of ${[...new Set(names)].join(', ')}`;
}

/** Each object as the newest version has it in which it is. */
const EVER = statement(`
  select distinct on (object ->> 'id') object, v.version
  from campaign_version v cross join lateral jsonb_array_elements(v.definition -> 'objects') as object
  where v.brand_id = $1 and v.campaign_id = $2
  order by object ->> 'id', v.version desc`);

async function insideCalled(
  scope: Scope, called: string, withOld: boolean,
): Promise<{ readonly id: string; readonly definition: CampaignDefinition }> {
  const { id, name, version } = await findCampaign(scope, called);
  const definition = await definitionOf(scope, id, version);
  if (definition.kind !== 'object') throw wrongCampaign(name, 'is a campaign, and no user-defined object');
  if (!withOld) return { id, definition };
  const ever = await rows<[DefinedObject, number]>(scope.sql, EVER, [scope.brand.id, id]);
  const old = ever.flatMap(([object, last]) => (last === version ? [] : [object]))
    .filter((object) => object.type !== 'startObject');
  return { id, definition: { ...definition, objects: [...definition.objects, ...old] } };
}
