import { CUSTOMER_FIELDS, type CustomerField } from '../customer/index.ts';
import { docsPage, versionOf, type OperationFacts } from './contract/index.ts';
import type { OperationTable } from './operation.ts';
import { operationsNotOffered } from './operations/not-offered.ts';

/** Pages kept, one per name under which we are called and version; making one takes as long as many calls. */
const KEPT = 20;

/**
 * Makes the page `/docs` of a gateway with these operations: the contract, with the right that each operation needs,
 * whether it is offered yet, and the values that the fields of a customer take.
 * @returns the page for a base URL (what stands before the path in addresses) and a version as a caller asked for it
 */
export function createDocs(operations: OperationTable): (baseUrl: string, asked?: string) => string {
  const facts = new Map(Object.entries(operations).map(
    ([name, { right }]): [string, OperationFacts] => [name, { right, isRefused: isRefused(name) }],
  ));
  const fieldNotes = new Map(CUSTOMER_FIELDS.map((field) => [`Customer.${field.name}`, noteOf(field)]));
  const made = new Map<string, string>();
  return (baseUrl, asked) => {
    const version = versionOf(asked);
    const key = `${version} ${baseUrl}`;
    const page = made.get(key) ?? docsPage({ baseUrl, version, operations: facts, fieldNotes });
    if (made.size >= KEPT) made.clear();
    made.set(key, page);
    return page;
  };
}

function isRefused(name: string): boolean {
  return Object.hasOwn(operationsNotOffered, name) && !name.endsWith('_listOptions');
}

function noteOf({ kind, max, values, kept, keptAt }: CustomerField): string {
  const isRead = kept || keptAt.includes('soap');
  const form = {
    text: max > 0 && !isRead ? `at most ${max} characters` : '',
    password: `at most ${max} characters; never in an answer`,
    enum: values.join(', '),
    date: 'YYYY-MM-DD; 0000-00-00 is none',
    time: 'YYYY-MM-DD HH:MM:SS in the time zone of the brand',
    id: 'given by the gateway',
    count: '',
  }[kind];
  return [form, isRead && kind !== 'id' ? 'read only' : ''].filter((part) => part !== '').join('; ');
}
