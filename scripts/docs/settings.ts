/** The page docs/settings.md, made from src/config.ts. */
import { SETTINGS, readConfig } from '../../src/config.ts';

const HEAD = `# Settings

Made from src/config.ts by \`npm run generate\`. Environment variables; durations in milliseconds, sizes in bytes. \`npm start\` refuses what
it cannot accept and says why.

| setting | default | meaning |
|---|---|---|`;

/** @returns the page as Markdown, in the order of the table */
export function settingsMarkdown(): string {
  const defaults: Readonly<Record<string, unknown>> = readConfig({});
  const rows = Object.entries(SETTINGS).map(([name, { text }]) => `| \`${name}\` | ${shown(defaults[name])} | ${text} |`);
  return `${HEAD}\n${rows.join('\n')}\n`;
}

function shown(value: unknown): string {
  if (value === undefined || (Array.isArray(value) && value.length === 0)) return 'unset';
  if (value === true) return '1';
  if (value === false) return '0';
  return `${value as string | number}`;
}
