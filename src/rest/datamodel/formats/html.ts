import type { Column, Row, RowValue, Table } from '../../../datamodel/index.ts';
import { html, page, type Html } from '../../../markup.ts';
import { META_MEMBERS, metaValues, perTable, textOf } from './members.ts';

/** Stands where rows will, in a page that is cut there. No name of a table has it. */
const CUT = '\ufdd0';

/** The stylesheet of all our pages. @param origin what stands before the path in addresses */
export const styleOf = (origin: string): string => `${origin}/docs/style.css`;

/** A page with a table of rows, cut where the rows come. */
export function htmlRows({ name, description, columns }: Table, origin: string): { head: string; tail: string } {
  const text = page(name, styleOf(origin), html`<main class="wide">
<h1>${name}</h1>
${description === '' ? '' : html`<p class="free">${description}</p>
`}<div class="scroll">
<table class="rows">
<thead><tr>${columns.map((column) => html`<th class="${column.type}">${column.name}</th>`)}${
  META_MEMBERS.map((member) => html`<th>${member}</th>`)}</tr></thead>
<tbody>
${CUT}</tbody>
</table>
</div>
</main>`);
  const [head = '', tail = ''] = text.split(CUT);
  return { head, tail };
}

/** A row as a line of such a table. */
export const htmlRow = perTable(({ columns }) => (row: Row): string => html`<tr>${
  columns.map((column, i) => cell(column, row.values[i] ?? null))}${
  metaValues(row).map((value) => html`<td class="meta">${value}</td>`)}</tr>
`.text);

/** A page with one row, one member per line. */
export function htmlDocument({ name, columns }: Table, row: Row, origin: string): string {
  const meta = metaValues(row);
  return page(`${name} ${row.id}`, styleOf(origin), html`<main class="wide">
<h1>${name} <small>${row.id}</small></h1>
<table class="row">
${columns.map((column, i) => html`<tr><th>${column.name}</th>${cell(column, row.values[i] ?? null)}</tr>
`)}${META_MEMBERS.map((member, i) => html`<tr><th>${member}</th><td class="meta">${meta[i] ?? ''}</td></tr>
`)}</table>
</main>`);
}

/** The type of its column says how it is set. */
function cell({ type }: Column, value: RowValue): Html {
  return html`<td class="${type}">${value === null ? '' : textOf(value)}</td>`;
}
