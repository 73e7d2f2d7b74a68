import type { z } from 'zod';
import type { Scope, TxScope } from '../../db/index.ts';
import type { CampaignDefinition, DefinedField, Entry } from '../definition/definition.ts';
import type { Hands } from './hands.ts';

/** A campaign that runs, as its objects see it. */
export interface RunningCampaign {
  readonly id: string;
  readonly name: string;
  /** The version that runs. */
  readonly version: number;
  readonly entry: Entry;
  readonly fields: readonly DefinedField[];
  /** The objects from which members come to one, whatever lies between; itself not among them. */
  readonly objectsBefore: (objectId: string) => readonly string[];
}

/** One customer, in one flow, at an object, when the object acts on it. */
export interface Due {
  /** Number of the place. */
  readonly id: string;
  /** NOBODY: the flow by itself. */
  readonly customerId: string;
  readonly flowId: string;
  /** What the object noted when it let it stay; null: it has just come. */
  readonly note: string | null;
}

/** Customer of a place that is the flow by itself. */
export const NOBODY = '0';

/** An act on the members that are due at one object: a transaction, in the name of the campaign. */
export interface Step<Settings> {
  readonly tx: TxScope;
  readonly settings: Settings;
  readonly campaign: RunningCampaign;
  /** Number of the object. */
  readonly objectId: string;
  /** What leads on: an exit that is not among them leads nowhere. */
  readonly wired: ReadonlySet<string>;
  /** By the number of the customer, each place once. A customer who is in more than one flow may come twice. */
  readonly members: readonly Due[];
}

/** A member who is not done here. */
export interface Stay {
  readonly member: Due;
  /** When the object acts on it again: a time as PostgreSQL reads it; PARKED: when the object says so itself. */
  readonly until: string;
  readonly note: string;
}

export const PARKED = 'infinity';

/** What became of the members of a step. Each of them must be in an exit, stay, or end. */
export interface Outcome {
  /**
   * Exit -> who leaves by it. Who is in two, or in one and stays, goes more than one way from now on. Who has left can
   * leave again by another one, when something outside says so (engine/leave-later.ts).
   */
  readonly exits?: Readonly<Record<string, readonly Due[]>>;
  readonly stay?: readonly Stay[];
  /** Whose way ends here, by no exit. */
  readonly ends?: readonly Due[];
  /** Customers who come into the campaign here, in the flow of one of the members, and leave by an exit. */
  readonly joins?: readonly Join[];
  /** Ways that begin here in flows of their own, for customers who are in the campaign, or for nobody. */
  readonly begins?: readonly Begin[];
}

export interface Begin {
  readonly exit: string;
  readonly customerId: string;
  readonly flowId: string;
}

export interface Join {
  readonly exit: string;
  /** Exits by which they leave, too. */
  readonly also?: readonly string[];
  readonly customerIds: readonly string[];
  readonly flowId: string;
}

/** An event that sets a start off, and which of them: the number of the group, or the kind of change. */
export interface Listening {
  readonly event: 'group.entered' | 'customer.changed';
  readonly subject: string;
}

/** A type of object: what its settings are, where it leads to, and what it does. */
export interface CampaignObject<Settings = unknown> {
  /** Name in definitions. */
  readonly type: string;
  /** What it does, in a sentence for the docs. */
  readonly about: string;
  readonly settings: z.ZodType<Settings>;
  /** Names of its exits; the usual one first. */
  readonly exits: readonly string[] | ((settings: Settings) => readonly string[]);
  /** Of exits that follow from the settings: which, for the docs. */
  readonly exitsAbout?: string;
  /** Whether definitions name exits that its type does not know (store/expand.ts). */
  readonly namesExits?: boolean;
  /** Whether a path begins with it; nothing leads to it then. */
  readonly isStart?: boolean;
  /** Whether callers from outside can set it off (campaign_execute, campaign_addMember). */
  readonly takesCalls?: (settings: Settings) => boolean;
  /** Of a start that nobody sets off: when it first acts after the start of the campaign, on a flow of nobody. */
  readonly firstDue?: (scope: Scope, settings: Settings) => string | Promise<string>;
  /** What whoever starts the campaign now should know. */
  readonly warns?: (scope: Scope, settings: Settings) => Promise<string | undefined>;
  /** Of a start on events: what it is set off by, while the campaign runs (members/hear.ts). */
  readonly listens?: (settings: Settings) => readonly Listening[];
  /** Part of its public addresses before the random one, when it has one (pages/). */
  readonly publicBelow?: string;
  /** Whether members rest here, so that a circle may lead through it. */
  readonly pauses?: (settings: Settings) => boolean;
  /** Whether it acts on places of nobody too. By default such a place leaves by the usual exit. */
  readonly takesNobody?: boolean;
  /** Whether its steps wait for each other, because they look at all who are here. */
  readonly takesTurns?: boolean;
  /** Whether what the settings name is there, when a definition is saved and when it is started. @throws {TolkError} */
  readonly check?: (scope: Scope, settings: Settings, definition: CampaignDefinition) => Promise<void> | void;
  /** What it does inside the house; or else `hands`. */
  readonly act?: (step: Step<Settings>) => Promise<Outcome> | Outcome;
  readonly hands?: Hands<Settings>;
}

/** Writes a type of object down; what its functions get follows from its schema. */
export function campaignObject<Schema extends z.ZodType>(
  one: Omit<CampaignObject<z.output<Schema>>, 'settings'> & { readonly settings: Schema },
): CampaignObject {
  return one as unknown as CampaignObject; // its functions are called only with what its own schema has read
}

/** The names of the exits of an object. */
export function exitsOf(type: CampaignObject, settings: unknown): readonly string[] {
  return typeof type.exits === 'function' ? type.exits(settings) : type.exits;
}
