import { z } from 'zod';

/** A piece of the document. */
export type Json = Readonly<Record<string, unknown>>;

/** Which form of a schema is meant: what callers send, or what they get. */
type Side = 'input' | 'output';

const REF = /"\$ref":"#\/\$defs\/([^"]+)"/g;

/** Turns the schemas that check into those of the document: OpenAPI 3.1 takes JSON Schema 2020-12 as it is. */
export class Schemas {
  /** Those with an id of their own, for `components.schemas`. */
  readonly named: Record<string, Json> = {};

  /** @throws {Error} on two schemas of one id */
  of(schema: z.ZodType, side: Side): Json {
    const { $defs = {}, ...own } = {
      ...z.toJSONSchema(schema, { io: side, unrepresentable: 'any' }),
      $schema: undefined, // that of the whole document
    } as Json & { readonly $defs?: Readonly<Record<string, Json>> };
    // A schema that reads texts and gives something else has two forms under its one id.
    const names = new Map(Object.keys($defs).map((id) => [id, id]));
    for (let isNew = true; isNew;) {
      isNew = false;
      for (const [id, name] of names) {
        if (isSame(this.named[name], pointed($defs[id] ?? {}, names))) continue;
        if (name !== id) throw new Error(`Two schemas have the id ${id}`);
        names.set(id, `${id}.${side}`);
        isNew = true;
      }
    }
    for (const [id, name] of names) this.named[name] = pointed($defs[id] ?? {}, names);
    return pointed(own, names);
  }

  /** The schema itself where it is one of those with a name. */
  resolved(schema: Json): Json {
    const name = /^#\/components\/schemas\/(.+)$/.exec(String(schema['$ref']))?.[1];
    return name === undefined ? schema : this.named[name] ?? {};
  }
}

function isSame(known: Json | undefined, given: Json): boolean {
  return known === undefined || JSON.stringify(known) === JSON.stringify(given);
}

function pointed(schema: Json, names: ReadonlyMap<string, string>): Json {
  const text = JSON.stringify(schema)
    .replace(REF, (_all, id: string) => `"$ref":"#/components/schemas/${names.get(id) ?? id}"`);
  return JSON.parse(text) as Json;
}
