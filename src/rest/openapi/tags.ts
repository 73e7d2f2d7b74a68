import type { Json } from './schemas.ts';

/** Tags of what is not in the table of endpoints. */
export const ROWS_TAG = 'Rows';
export const HEALTH_TAG = 'Health';

/** Endpoints name their tags; what a tag is stands here, in the order in which the page shows them. */
const TAGS: Readonly<Record<string, string>> = {
  Customers: 'Customers of the brand, by the same rules as over SOAP.',
  [ROWS_TAG]: 'Rows of the data model: tables that a brand defines for itself, on their own or contained in '
    + 'the rows of others, customers first of all. A row is reached only through the whole chain of rows that '
    + 'contain it: `/dataextension/customer/clang_1077/stay/clang_69a7eb02c11d8/extra`, and so on to any depth. '
    + 'All of it is served under `/app/api/dataextension` too. With a token, this document has the tables of its '
    + 'brand one by one.',
  'Data model': 'The definition of the data model: tables, columns and relations.',
  Management: 'Settings of the brand, its users, tokens and customer options, and the history of customers.',
  Campaigns: 'Graphs of objects through which customers go: conditions, waits, changes, calls of other systems.',
  Profiles: 'Saved conditions on customers, looked at anew at every use.',
  Locations: 'Places where files are picked up and dropped: folders of this server, and SFTP servers.',
  Imports: 'Files that are read into customers or rows of the data model: which ones, and what their columns fill.',
  Exports: 'Customers, or rows of the data model, written to CSV files of one\'s own design.',
  Webhooks: 'Addresses that take JSON of any form from outside and store what their mapping names.',
  Schedules: 'What is started again and again, in the zone of the brand.',
  Runs: 'Long work: what, how far, and why not; to be cancelled, or to go on.',
  OAuth: 'Applications of others that get their tokens by OAuth 2, from `/oauth2/token`.',
  Subscriptions: 'Other systems that are told what happens: outgoing webhooks, signed by Standard Webhooks 1.0.',
  [HEALTH_TAG]: 'For probes and balancers; no token.',
};

/** The tags that are used: those known here in their order, before the last of them any others. */
export function tagsOf(used: readonly string[]): readonly Json[] {
  const known = Object.keys(TAGS).filter((name) => name !== HEALTH_TAG && used.includes(name));
  return [...new Set([...known, ...used, HEALTH_TAG])]
    .map((name) => ({ name, ...(TAGS[name] === undefined ? {} : { description: TAGS[name] }) }));
}
