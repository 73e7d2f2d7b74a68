import { CUSTOMER_FIELDS, type CustomerField } from '../customer/index.ts';
import { docsPage, type OperationFacts } from './contract/index.ts';
import type { OperationTable } from './operation.ts';
import { operationsNotOffered } from './operations/not-offered.ts';

/**
 * Makes the page `/docs` of a gateway with these operations: the contract, with the right that each operation needs,
 * whether it is offered yet, and the values that the fields of a customer take.
 * @returns the page for a base URL (what stands before the path in addresses)
 */
export function createDocs(operations: OperationTable): (baseUrl: string) => string {
  const facts = new Map(Object.entries(operations).map(
    ([name, { right }]): [string, OperationFacts] => [name, { right, isRefused: isRefused(name) }],
  ));
  const fieldNotes = new Map(CUSTOMER_FIELDS.map((field) => [`Customer.${field.name}`, noteOf(field)]));
  return (baseUrl) => docsPage({ baseUrl, operations: facts, fieldNotes });
}

function isRefused(name: string): boolean {
  return Object.hasOwn(operationsNotOffered, name) && !name.endsWith('_listOptions');
}

function noteOf({ kind, max, values, kept }: CustomerField): string {
  const form = {
    text: max > 0 ? `at most ${max} characters` : '',
    password: `at most ${max} characters; never in an answer`,
    enum: values.join(', '),
    date: 'YYYY-MM-DD; 0000-00-00 is none',
    time: 'YYYY-MM-DD HH:MM:SS in the time zone of the brand',
    id: 'given by the gateway',
    count: '',
  }[kind];
  return [form, kept && kind !== 'id' ? 'read only' : ''].filter((part) => part !== '').join('; ');
}
