import type { Row, RowValue } from '../../../datamodel/index.ts';
import { escapeXml } from '../../../markup.ts';
import { META_MEMBERS, metaValues, perTable, textOf } from './members.ts';

const HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n';
const XSI = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"';

/** What stands before and after the rows of a list; the table's name is no free text. */
export const xmlRows = perTable(({ name }) => ({ head: `${HEAD}<rows table="${name}" ${XSI}>\n`, tail: '</rows>\n' }));

export const xmlDocument = (members: string): string => `${HEAD}<row ${XSI}>${members}</row>\n`;

/**
 * The members of a row as elements named like its columns; names of columns are names in XML too. No value is
 * xsi:nil, which an empty text is not. Not by xml2js: its Builder takes ten times as long for a row, and a list has
 * a million of them.
 */
export const xmlMembers = perTable(({ columns }) => {
  const names = [...columns.map(({ name }) => name), ...META_MEMBERS];
  const tags = names.map((name) => ({ open: `<${name}>`, close: `</${name}>`, nil: `<${name} xsi:nil="true"/>` }));
  return (row: Row): string => {
    const values: readonly RowValue[] = [...row.values, ...metaValues(row)];
    let text = '';
    for (const [i, { open, close, nil }] of tags.entries()) {
      const value = values[i] ?? null;
      text += value === null ? nil : open + escapeXml(textOf(value)) + close;
    }
    return text;
  };
});
