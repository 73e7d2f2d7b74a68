import { expect } from 'chai';
import { readConfig } from '../../src/config.ts';
import { CUSTOMER_TABLE, type Column, type Table } from '../../src/datamodel/index.ts';
import { createDocument } from '../../src/rest/openapi/document.ts';
import { expectReferences } from './judge.ts';
import type { Document } from './sample.ts';

const LIMITS = readConfig({});

describe('the OpenAPI document of the largest data model', () => {
  const pieces = createDocument([], LIMITS);
  const textOf = (tables: readonly Table[]) => [...pieces('https://gw.example', tables)];

  it('grows by as much with each table, and is given in pieces of a few tables\' size', () => {
    const none = sizeOf(textOf([]));
    const one = sizeOf(textOf(modelOf(1))) - none;
    const most = textOf(modelOf(LIMITS.MODEL_TABLES));
    expect(sizeOf(most) - none).to.be.lessThan(one * 1.2 * LIMITS.MODEL_TABLES);
    expect(Math.max(...most.map((piece) => piece.length))).to.be.lessThan(one * 2);
  });

  it('is whole: every table at its depth, every reference leads somewhere', () => {
    const document = JSON.parse(textOf(modelOf(LIMITS.MODEL_TABLES)).join('')) as Document;
    const deepest = Object.keys(document.paths).map((path) => (path.match(/\{/g) ?? []).length);
    expect(Math.max(...deepest)).to.equal(LIMITS.MODEL_DEPTH + 1);
    expect(Object.keys(document.components['schemas'] ?? {}).filter((name) => name.endsWith('.row')))
      .to.have.length(LIMITS.MODEL_TABLES);
    expectReferences(document);
  });
});

/** Towers of tables below customer, as high as they may be, each table with as many columns as it may have. */
function modelOf(count: number): readonly Table[] {
  const tables: Table[] = [];
  for (let i = 0; i < count; i++) {
    const parent = i % LIMITS.MODEL_DEPTH === 0 ? CUSTOMER_TABLE : tables[i - 1];
    const columns = Array.from({ length: LIMITS.MODEL_COLUMNS }, (_, c): Column => ({
      id: `${c}`, name: named(`column${c}`), type: 'datetime', description: 'd'.repeat(200), unique: true, lookup: undefined,
    }));
    tables.push({
      id: `${i + 1}`, name: named(`table${i}`), description: 'd'.repeat(LIMITS.MODEL_DESCRIPTION_LENGTH), parent, columns,
      columnByName: new Map(),
    });
  }
  return tables;
}

/** As long as names may be. */
function named(text: string): string {
  return text.padEnd(LIMITS.MODEL_NAME_LENGTH, 'x');
}

function sizeOf(texts: readonly string[]): number {
  return texts.reduce((sum, { length }) => sum + length, 0);
}
