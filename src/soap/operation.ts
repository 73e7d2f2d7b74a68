import type { Right } from '../access/index.ts';
import type { Scope } from '../db/index.ts';
import type { Operations } from './generated/contract.ts';

export type OperationName = keyof Operations;

/** One call of an operation, after token and rights were checked. */
export interface Call {
  readonly scope: Scope;
  /** Version of the contract that the client speaks, as the contract names it: `1.24`, `1.0-edm`. */
  readonly version: string;
  readonly requestId: string;
}

/**
 * How an operation is answered: the right it needs and the act. The act turns typed arguments into one or two
 * calls of a room and the room's answer into `msg`; it holds no rules. Its failures are TolkErrors of the
 * error table; anything else that it throws is a fault of ours.
 */
export interface Operation<Name extends OperationName> {
  readonly right: Right;
  /** Whether it mostly waits for others, so that it must not take the place of calls that work. */
  readonly waits?: boolean;
  readonly act: (call: Call, args: Operations[Name]['args']) =>
    Promise<Operations[Name]['msg']> | Operations[Name]['msg'];
}

/** All operations of the contract; one that is missing or mistyped does not compile. */
export type OperationTable = { readonly [Name in OperationName]: Operation<Name> };

/** The operations of one family: `Family<'customer'>` has every `customer_...`. */
export type Family<Prefix extends string> = {
  readonly [Name in OperationName as Name extends `${Prefix}_${string}` ? Name : never]: Operation<Name>;
};
