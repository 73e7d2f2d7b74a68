/** The page docs/errors.md, made from src/errors.ts. */
import { ERRORS, type ErrorRow } from '../../src/errors.ts';

const HEAD = `# Errors

Made from src/errors.ts by \`npm run generate\`. A SOAP 1.1 fault carries the fault code in \`faultcode\` (bare digits for business
faults, \`SOAP-ENV:\` and the word for protocol faults) and the text in \`faultstring\`; in SOAP 1.2 a business fault is
\`ns1:F\` and the digits in \`Subcode\`. The status is that of the REST doors; SOAP faults travel with HTTP 500 (SOAP 1.2 senders: 400).

| name | fault | status | text |
|---|---|---|---|`;

/** @returns the page as Markdown, rows by fault code, then name */
export function errorsMarkdown(): string {
  const entries: [string, ErrorRow][] = Object.entries(ERRORS);
  const ordered = entries.toSorted(([a, x], [b, y]) =>
    x.fault.localeCompare(y.fault, 'en', { numeric: true }) || a.localeCompare(b));
  const rows = ordered.map(([name, { fault, http, text }]) => `| ${name} | ${fault} | ${http} | ${text.replaceAll('|', '\\|')} |`);
  return `${HEAD}\n${rows.join('\n')}\n`;
}
