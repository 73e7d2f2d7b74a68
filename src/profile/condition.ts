import type { CampaignQuestion } from '../membership/index.ts';
import type { OutcomePart } from '../transfer/index.ts';
import type { Distance } from './relative.ts';

/** Words of comparisons; which of them a value takes follows from its kind. */
export const OPERATORS = [
  'is', 'isNot', 'in', 'contains', 'startsWith', 'endsWith', 'less', 'atMost', 'more', 'atLeast', 'before', 'after',
  'withinLast', 'withinNext', 'empty', 'notEmpty',
] as const;

export type Operator = (typeof OPERATORS)[number];

/** A comparison as it was given; its operand is read when the kind of the value is known. */
export interface Comparison {
  readonly operator: Operator;
  readonly operand: unknown;
  /** Where it stands in the whole, for refusals: `and.0.is`. */
  readonly place: string;
}

/** A field of the customer, an option, or a column of the row that the condition is about. */
export interface ValueCondition {
  readonly kind: 'field' | 'option' | 'column';
  readonly name: string;
  readonly place: string;
  /** All of them must hold; one at least. */
  readonly comparisons: readonly Comparison[];
  readonly ignoreCase: boolean;
}

export interface GroupCondition {
  readonly kind: 'group';
  readonly groupId: string;
  readonly subgroups: boolean;
  readonly place: string;
}

/** Whom an import made or met. */
export interface ImportCondition {
  readonly kind: 'import';
  readonly importId: string;
  readonly customers: OutcomePart;
  /** The last run that is done, any, or those that began so far back or later. */
  readonly runs: 'last' | 'any' | { readonly withinLast: Distance };
  readonly place: string;
}

/** How the customer stands in a campaign, or where in it. */
export interface CampaignCondition {
  readonly kind: 'campaign';
  /** Number or name. */
  readonly called: string;
  /** Objects are called as definitions do. */
  readonly asks: CampaignQuestion;
  /** undefined: whenever. */
  readonly withinLast: Distance | undefined;
  readonly place: string;
}

/** How many rows of a table, below the customer or the row at hand, fit. */
export interface RowsCondition {
  readonly kind: 'rows';
  readonly table: string;
  readonly where: Condition | undefined;
  readonly atLeast: number;
  /** undefined: any number. */
  readonly atMost: number | undefined;
  readonly place: string;
}

/** What a profile asks of a customer, or of a row inside `rows`; its form is checked, its names are not. */
export type Condition =
  | { readonly kind: 'and' | 'or'; readonly parts: readonly Condition[] }
  | { readonly kind: 'not'; readonly part: Condition }
  | ValueCondition | GroupCondition | ImportCondition | CampaignCondition | RowsCondition;
