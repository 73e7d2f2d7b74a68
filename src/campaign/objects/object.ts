import type { z } from 'zod';
import type { Scope } from '../../db/index.ts';
import type { CampaignDefinition } from '../definition/definition.ts';
import type { Outcome, Step } from './act.ts';
import type { Hands } from './hands.ts';

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
  /** Whether it acts on places of nobody too. */
  readonly takesNobody?: boolean;
  /** By which exit such a place leaves otherwise; null: by none, its way ends. Default: the usual one. */
  readonly nobodyLeavesBy?: string | null;
  /** Whether its steps wait for each other, because they look at all who are here. */
  readonly takesTurns?: boolean;
  /**
   * Whether its steps have in hand all that is planned for its members in the campaign, and not the places here alone.
   * Such steps take turns too.
   */
  readonly takesWhole?: (settings: Settings) => boolean;
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
