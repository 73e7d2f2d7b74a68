import type { TxScope } from '../../db/index.ts';
import type { DefinedField, Entry } from '../definition/definition.ts';

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
