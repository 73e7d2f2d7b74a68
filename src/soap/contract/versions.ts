import table from '../../../wsdl/versions.json' with { type: 'json' };
import { contract } from './contract.ts';
import type { ComplexType, Contract, Field, Operation } from './shapes.ts';

/** The known versions, oldest first (soap.md 1.1). */
export const VERSIONS: readonly string[] = Object.freeze([...table.versions]);

/** The version of every call and document that names none. */
export const NEWEST: string = contract.version;

/** What `wsdl/versions.json` says of one version: whatever is named here is not part of it. */
export interface Lack {
  readonly operations: ReadonlySet<string>;
  readonly types: ReadonlySet<string>;
  /** `Type.field`. */
  readonly fields: ReadonlySet<string>;
  /** Operations whose msg is only a boolean. */
  readonly booleanAnswers: ReadonlySet<string>;
  readonly nillable: boolean;
  /** Ids are xsd:int in the document. */
  readonly intIds: boolean;
}

const contracts = new Map<string, Contract>();

/**
 * The known version that serves what a caller asked for in `?version=`. One between two known versions takes
 * the lower (1.21 is served as 1.20), one above the newest takes the newest. A missing or unreadable one, and
 * one below the oldest, is the newest too: so did the legacy service answer a request without a version.
 */
export function versionOf(asked: string | null | undefined): string {
  const wanted = ordinal(asked?.trim() ?? '');
  return VERSIONS.findLast((version) => ordinal(version) <= wanted) ?? NEWEST;
}

/** The contract as a known version (see `versionOf`) has it; made once per version. */
export function contractOfVersion(version: string): Contract {
  let made = contracts.get(version);
  if (made === undefined) {
    made = version === NEWEST ? contract : without(lackOf(version), version);
    contracts.set(version, made);
  }
  return made;
}

/** What a known version lacks. Throws for a version that is none of ours. */
export function lackOf(version: string): Lack {
  if (!VERSIONS.includes(version)) throw new Error(`No version of the contract: ${version}`);
  const later = (since: string): boolean => ordinal(version) < ordinal(since);
  const names = (sinces: Record<string, string>): ReadonlySet<string> =>
    new Set(Object.entries(sinces).filter(([, since]) => later(since)).map(([name]) => name));
  return {
    operations: names(table.operationSince),
    types: names(table.typeSince),
    fields: names(table.fieldSince),
    booleanAnswers: names(table.booleanAnswerBefore),
    nillable: later(table.nillableSince),
    intIds: table.intIdsIn.includes(version),
  };
}

/** 1.0-edm is 1000, 1.24 is 1024; not a number for what is no version, so that no comparison holds. */
function ordinal(version: string): number {
  const [, major, minor] = /^(\d{1,3})\.(\d{1,3})(?:-edm)?$/i.exec(version) ?? [];
  return Number(major) * 1000 + Number(minor);
}

function without(lack: Lack, version: string): Contract {
  const field = (each: Field): Field => (lack.nillable ? { ...each, nillable: false } : each);
  const type = (each: ComplexType): ComplexType => ({
    ...each,
    fields: each.fields.filter(({ name }) => !lack.fields.has(`${each.name}.${name}`)).map(field),
    item: each.item && field(each.item),
  });
  const boolean = (part: Field): Field => (part.name === 'msg' ? { ...part, type: 'boolean' } : part);
  const operation = (each: Operation): Operation =>
    (lack.booleanAnswers.has(each.name) ? { ...each, response: each.response.map(boolean) } : each);
  return {
    ...contract,
    version,
    types: rest(contract.types, lack.types, type),
    operations: rest(contract.operations, lack.operations, operation),
  };
}

function rest<T>(
  all: ReadonlyMap<string, T>, lacking: ReadonlySet<string>, change: (each: T) => T,
): ReadonlyMap<string, T> {
  return new Map([...all].filter(([name]) => !lacking.has(name)).map(([name, each]) => [name, change(each)]));
}
