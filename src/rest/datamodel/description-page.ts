import { CUSTOMER_TABLE, type Column, type Model, type Table } from '../../datamodel/index.ts';
import { html, page, type Html } from '../../markup.ts';
import { styleOf } from './formats/index.ts';

interface PageFacts {
  readonly brand: string;
  readonly model: Model;
  /** What stands before the path in addresses. */
  readonly origin: string;
  /** The root under which it was asked for. */
  readonly root: string;
}

interface Relation {
  /** Names of the tables under which it is told. */
  readonly tables: readonly string[];
  readonly line: Html;
}

/**
 * The description of a whole data model to read and to print (datamodel-rest.md 4). It holds no link but to its own
 * parts: one to rows would need the token.
 */
export function descriptionPage({ brand, model, origin, root }: PageFacts): string {
  const tables = [CUSTOMER_TABLE, ...model.tables];
  const relations = relationsOf(model);
  const parts = tables.map((table) => {
    const ofTable = relations.filter((relation) => relation.tables.includes(table.name));
    return tablePart(table, ofTable.map(({ line }) => line), addressOf(table, origin + root));
  });
  return page(`Data model of ${brand}`, styleOf(origin), html`<nav>
<p><a href="#overview">Overview</a></p>
<ul>
${tables.map(({ name }) => html`<li>${tableLink(name)}</li>
`)}</ul>
</nav>
<main class="datamodel">
<h1>Data model of ${brand}</h1>
<section id="overview">
<h2>Overview</h2>
${overview(CUSTOMER_TABLE, model)}
${model.tables.filter(({ parent }) => parent === undefined).map((table) => overview(table, model))}</section>
<section id="tables">
<h2>Tables</h2>
${parts}</section>
</main>`);
}

/** A table with what it contains below it, drawn as a tree. */
function overview(table: Table, model: Model): Html {
  return html`<ul class="tree">
${branch(table, model)}</ul>
`;
}

function branch(table: Table, model: Model): Html {
  const children = model.tables.filter(({ parent }) => parent?.id === table.id);
  const lookups = table.columns.flatMap(({ name, lookup }) => (lookup === undefined ? [] : [
    html` <small>${name} &rarr; ${lookup.table}.${lookup.column}</small>`,
  ]));
  return html`<li>${tableLink(table.name)}${lookups}${children.length === 0 ? '' : html`
<ul>
${children.map((child) => branch(child, model))}</ul>
`}</li>
`;
}

function tablePart(table: Table, relations: readonly Html[], address: string): Html {
  const { name, description, columns } = table;
  return html`<article id="${anchor(name)}">
<h3>Table: ${name}</h3>
${table === CUSTOMER_TABLE
    ? html`<p class="note">This is a system table: its data cannot be read directly, it holds what belongs to a customer.</p>
` : ''}${description === '' ? '' : html`<p class="free">${description}</p>
`}<h4>Defined columns</h4>
${columns.length === 0 ? html`<p class="none">none</p>
` : html`<table>
<thead><tr><th>Name</th><th>Type</th><th>Description</th></tr></thead>
<tbody>
${columns.map((column) => columnLine(table, column))}</tbody>
</table>
`}<h4>Defined relations</h4>
${relations.length === 0 ? html`<p class="none">none</p>
` : html`<ul>
${relations.map((line) => html`<li>${line}</li>
`)}</ul>
`}<h4>Address</h4>
<p><code>${address}</code></p>
</article>
`;
}

function columnLine(table: Table, { name, type, description, unique }: Column): Html {
  const within = table.parent === undefined ? '' : ` within ${table.parent.name}`;
  return html`<tr id="${anchor(table.name)}.${name}"><td><code>${name}</code>${
    unique ? html` <span class="mark">unique${within}</span>` : ''}</td><td>${type}</td><td class="free">${
    description}</td></tr>
`;
}

/** All relations: what contains what, then what refers to what. */
function relationsOf({ tables }: Model): Relation[] {
  const contains = tables.flatMap(({ name, parent }): Relation[] => (parent === undefined ? [] : [{
    tables: [parent.name, name],
    line: html`${tableLink(parent.name)} contains one or more entries from ${tableLink(name)}`,
  }]));
  const lookups = tables.flatMap(({ name, columns }) => columns.flatMap(({ name: column, lookup }): Relation[] =>
    (lookup === undefined ? [] : [{
      tables: [name, lookup.table],
      line: html`${columnLink(column, name)} refers to ${columnLink(lookup.column, lookup.table)}`,
    }])));
  return [...contains, ...lookups];
}

const anchor = (table: string): string => `table-${table}`;

const tableLink = (table: string): Html => html`<a href="#${anchor(table)}">${table}</a>`;

const columnLink = (column: string, table: string): Html =>
  html`column <a href="#${anchor(table)}.${column}"><code>${column}</code></a> of ${tableLink(table)}`;

/** Where its rows are, e.g. `https://gw.example/dataextension/customer/{clang_id}/stay`. */
function addressOf(table: Table, root: string): string {
  if (table === CUSTOMER_TABLE) return `${root}/customer/{clang_id}`;
  const above = table.parent === undefined ? root
    : table.parent === CUSTOMER_TABLE ? addressOf(table.parent, root) : `${addressOf(table.parent, root)}/{clang_id}`;
  return `${above}/${table.name}`;
}
