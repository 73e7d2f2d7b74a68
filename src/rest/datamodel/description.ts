import { Router } from 'express';
import xml2js from 'xml2js';
import { CUSTOMER_TABLE, type Model, type Table } from '../../datamodel/index.ts';
import { failure } from '../../errors.ts';
import { legalXml } from '../../markup.ts';
import { admitted } from '../call/index.ts';
import { descriptionPage } from './description-page.ts';
import { CONTENT_TYPES, formatOf, type Format } from './formats/index.ts';
import { membersOf } from './page-question.ts';
import type { RowRoutesParts } from './row-call.ts';

const METHODS = 'GET, HEAD, OPTIONS';

/** `GET /dataextension`: what tables there are, as JSON, XML or a page to read and print (datamodel-rest.md 4). */
export function descriptionRoute(parts: RowRoutesParts): Router {
  const routes = Router();
  routes.route('/')
    .get(async (request, response) => {
      const wish = { credentials: 'bearer or query', right: 'data.read', operation: 'GET /dataextension' } as const;
      const { scope } = await admitted(request, wish, parts);
      const format = formatOf(request.query);
      membersOf(request.query, () => false);
      const about = { brand: scope.brand.name, model: await parts.datamodel.model(scope) };
      response.type(CONTENT_TYPES[format]).vary('Host')
        .send(described(format, about, { origin: parts.callers.origin(request), root: request.baseUrl }));
    })
    .options((_request, response) => void response.set('Allow', METHODS).status(204).end())
    .all(({ method }, response) => {
      response.set('Allow', METHODS);
      throw failure('METHOD_NOT_OFFERED', { method, allowed: METHODS });
    });
  return routes;
}

interface About {
  readonly brand: string;
  readonly model: Model;
}

function described(format: Format, about: About, place: { readonly origin: string; readonly root: string }): string {
  switch (format) {
    case 'json': return JSON.stringify(descriptionOf(about));
    case 'xml': return descriptionXml(about);
    case 'html': return descriptionPage({ ...about, ...place });
  }
}

/** The JSON form of the sheet, which does not mind more members: descriptions of tables, and what is unique. */
function descriptionOf({ brand, model }: About) {
  const tables = [CUSTOMER_TABLE, ...model.tables];
  return {
    brand,
    tables: tables.map((table) => ({
      name: table.name,
      description: table.description,
      system: table === CUSTOMER_TABLE,
      columns: table.columns.map(({ name, type, description, unique }) => ({ name, type, description, unique })),
      contains: childrenOf(table, model),
      lookups: table.columns.flatMap(({ name, lookup }) =>
        (lookup === undefined ? [] : [{ column: name, table: lookup.table, targetColumn: lookup.column }])),
    })),
  };
}

function childrenOf({ id }: Table, { tables }: Model): string[] {
  return tables.filter(({ parent }) => parent?.id === id).map(({ name }) => name);
}

/** The same as XML: a list is an element that holds one element per item. */
function descriptionXml(about: About): string {
  const { brand, tables } = descriptionOf(about);
  const builder = new xml2js.Builder({ rootName: 'datamodel', xmldec: { version: '1.0', encoding: 'UTF-8' } });
  return builder.buildObject({
    brand: legalXml(brand),
    tables: {
      table: tables.map(({ columns, contains, lookups, ...table }) => ({
        ...table, description: legalXml(table.description),
        columns: { column: columns.map((column) => ({ ...column, description: legalXml(column.description) })) },
        contains: { table: contains },
        lookups: { lookup: lookups },
      })),
    },
  });
}
