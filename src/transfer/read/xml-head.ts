import { SaxesParser } from 'saxes';
import type { Charset } from './format.ts';
import { unreadable } from './open-bytes.ts';

const NAMES: Readonly<Record<string, Charset>> = {
  'utf-8': 'utf-8', 'us-ascii': 'utf-8', 'iso-8859-1': 'windows-1252', 'windows-1252': 'windows-1252',
};

/** @returns what the XML declaration names, undefined when there is none or it is UTF-16, which shows by itself */
export function declaredCharset(text: string): Charset | undefined {
  const name = /^<\?xml[^>]*\sencoding\s*=\s*["']([\w.-]+)["']/.exec(text)?.[1]?.toLowerCase();
  if (name === undefined || name.startsWith('utf-16')) return undefined;
  const known = NAMES[name];
  if (known === undefined) throw unreadable(`it says that it is written in ${name}: save it in UTF-8`);
  return known;
}

/** @returns the name of the first element below the root: records, unless somebody says otherwise */
export function firstRecordName(text: string): string {
  let depth = 0;
  let found = '';
  const parser = new SaxesParser();
  parser.on('opentag', ({ name }) => {
    if (++depth === 2 && found === '') found = name;
  });
  parser.on('closetag', () => { depth--; });
  parser.on('error', () => undefined); // who reads the records tells it
  parser.write(text);
  if (found === '') throw unreadable('no element stands below the root of the XML');
  return found;
}
