import type { Row, Table } from '../../../datamodel/index.ts';
import { escapeXml, html, page } from '../../../markup.ts';
import { CONTENT_TYPES, type Format } from './format.ts';
import { htmlDocument, htmlRow, htmlRows, styleOf } from './html.ts';
import { jsonRow } from './json.ts';
import { xmlDocument, xmlMembers, xmlRows } from './xml.ts';

/** A list in pieces, so that it can be written while it is read: head, rows with `between` between them, tail. */
interface RowsForm {
  readonly contentType: string;
  readonly head: string;
  readonly between: string;
  readonly tail: string;
  readonly row: (row: Row) => string;
}

/** One row as a whole answer. */
interface RowForm {
  readonly contentType: string;
  readonly write: (row: Row) => string;
}

/** @param origin what stands before the path in addresses; HTML refers to its stylesheet by it */
export function rowsForm(format: Format, table: Table, origin: string): RowsForm {
  const contentType = CONTENT_TYPES[format];
  switch (format) {
    case 'json': return { contentType, head: '[', between: ',', tail: ']', row: jsonRow(table) };
    case 'xml': {
      const members = xmlMembers(table);
      return { contentType, ...xmlRows(table), between: '', row: (row) => `<row>${members(row)}</row>\n` };
    }
    case 'html': return { contentType, ...htmlRows(table, origin), between: '', row: htmlRow(table) };
  }
}

/** @param origin as in `rowsForm` */
export function rowForm(format: Format, table: Table, origin: string): RowForm {
  const contentType = CONTENT_TYPES[format];
  switch (format) {
    case 'json': return { contentType, write: jsonRow(table) };
    case 'xml': {
      const members = xmlMembers(table);
      return { contentType, write: (row) => xmlDocument(members(row)) };
    }
    case 'html': return { contentType, write: (row) => htmlDocument(table, row, origin) };
  }
}

/**
 * A customer as a node of the data model: nothing but its id, `clang_42`.
 * @param origin as in `rowsForm`
 */
export function customerForm(format: Format, id: string, origin: string): { contentType: string; text: string } {
  const contentType = CONTENT_TYPES[format];
  switch (format) {
    case 'json': return { contentType, text: JSON.stringify({ clang_id: id }) };
    case 'xml': return { contentType, text: xmlDocument(`<clang_id>${escapeXml(id)}</clang_id>`) };
    case 'html': return {
      contentType, text: page(`customer ${id}`, styleOf(origin), html`<main class="wide">
<h1>customer <small>${id}</small></h1>
<p>A customer's own fields are not in the data model.</p>
</main>`),
    };
  }
}
