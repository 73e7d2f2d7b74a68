/** The XML Schema types that the contract uses; `long` and `integer` are digit text in TypeScript. */
export type Simple = 'string' | 'long' | 'integer' | 'double' | 'boolean';

/** One element: a parameter of an operation, `code` or `msg` of an answer, or a field of a complex type. */
export interface Field {
  readonly name: string;
  readonly type: Simple | { readonly complex: string };
  /** May occur any number of times (maxOccurs unbounded). */
  readonly list: boolean;
  /** May be empty with xsi:nil="true". */
  readonly nillable: boolean;
  /** May be absent by the schema (minOccurs 0). */
  readonly optional: boolean;
}

/** A named type; `fields` in schema order. */
export interface ComplexType {
  readonly name: string;
  readonly fields: readonly Field[];
  /** Of a list type (ArrayOfX): its only field, the repeated item. */
  readonly item: Field | undefined;
}

/** One operation; `request` begins with `uuid`, `response` is `code` and `msg`. */
export interface Operation {
  readonly name: string;
  /** What stands before the underscore: `customer` of `customer_getById`. */
  readonly family: string;
  readonly documentation: string;
  readonly request: readonly Field[];
  readonly response: readonly Field[];
}

/** The contract as one version of it shows. Both maps keep the order of the WSDL. */
export interface Contract {
  readonly version: string;
  readonly targetNamespace: string;
  readonly documentation: string;
  readonly operations: ReadonlyMap<string, Operation>;
  readonly types: ReadonlyMap<string, ComplexType>;
}
