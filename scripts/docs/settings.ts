/** The settings table of the README, made from src/config.ts. */
import { SETTINGS, readConfig } from '../../src/config.ts';

const OPEN = '<!-- settings: made by npm run generate -->';
const CLOSE = '<!-- /settings -->';

/** @returns the README with its settings table renewed */
export function withSettings(readme: string): string {
  const [before, rest] = readme.split(OPEN);
  const after = rest?.split(CLOSE)[1];
  if (before === undefined || after === undefined) throw new Error(`The README lacks ${OPEN} ... ${CLOSE}`);
  return `${before}${OPEN}\n${settingsTable()}\n${CLOSE}${after}`;
}

function settingsTable(): string {
  const defaults: Readonly<Record<string, unknown>> = readConfig({});
  const rows = Object.entries(SETTINGS).map(([name, { text }]) => `| \`${name}\` | ${shown(defaults[name])} | ${text} |`);
  return ['| setting | default | meaning |', '|---|---|---|', ...rows].join('\n');
}

function shown(value: unknown): string {
  if (value === undefined || (Array.isArray(value) && value.length === 0)) return 'unset';
  if (value === true) return '1';
  if (value === false) return '0';
  return `${value as string | number}`;
}
