export interface DemoGroup {
  readonly name: string;
  readonly description?: string;
  /** customer numbers (externalId) */
  readonly members?: readonly string[];
  readonly children?: readonly DemoGroup[];
}

const numbers = (...last: readonly number[]): string[] => last.map((number) => `C-${1000 + number}`);

/** Three levels; somebody is in several groups of one branch, so that counts with and without children differ. */
export const DEMO_GROUPS: readonly DemoGroup[] = [
  {
    name: 'Newsletter',
    description: 'Everybody who asked for news',
    children: [
      { name: 'Weekly', members: numbers(1, 3, 5, 8, 11, 12, 15, 17) },
      { name: 'Monthly', members: numbers(2, 6, 7, 9, 13, 14, 18, 19) },
      { name: 'Sale previews', description: 'On top of the newsletter', members: numbers(1, 5, 9, 12, 19) },
    ],
  },
  {
    name: 'Customers',
    children: [
      {
        name: 'Netherlands',
        members: numbers(2, 10, 14, 16, 18),
        children: [
          { name: 'Amsterdam', members: numbers(1, 12) },
          { name: 'Rotterdam & Delft', members: numbers(5, 6, 7) },
        ],
      },
      { name: 'Belgium', members: numbers(3) },
      { name: 'Elsewhere', members: numbers(4, 9, 13, 19) },
    ],
  },
  { name: 'Business', description: 'With a company name', members: numbers(2, 10) },
  { name: 'Win back', description: 'Empty until a campaign fills it' },
];
