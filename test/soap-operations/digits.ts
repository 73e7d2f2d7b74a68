import type { SoapClient } from './client.ts';

/** A client that shows numbers as they are on the wire: node-soap makes JavaScript numbers of ids and counts. */
export function withDigits(client: SoapClient): SoapClient {
  return { ...client, call: async (operation, args) => digits(await client.call(operation, args)) };
}

function digits(value: unknown): unknown {
  if (typeof value === 'number') return String(value);
  if (Array.isArray(value)) return value.map(digits);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, digits(each)]));
}
