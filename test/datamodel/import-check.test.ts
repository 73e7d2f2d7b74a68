import { expect } from 'chai';
import { rowStage, type RowPlan } from '../../src/datamodel/index.ts';
import type { Scope } from '../../src/db/index.ts';
import { makeBrand } from '../support/access.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { scopeOf } from '../support/scope.ts';
import { HOTEL, nextStageId, planOf, stagedCount, type Line } from './import-support.ts';
import { refusalOf } from './rows-support.ts';
import { withModel } from './support.ts';

describe('what an import into the data model refuses', () => {
  let database: TestDatabase;
  let scope: Scope;
  before(async () => {
    database = await testDatabase();
    scope = scopeOf(database.sql, await makeBrand(database.sql), { settings: { ROW_STRING_LENGTH: '20', ROW_UNIQUE_BYTES: '10' } });
    await withModel(scope, HOTEL);
  });
  after(() => database.drop());

  const below = { table: 'visit', parent: [{ of: 'customer', by: 'id' }] };
  const TO_ITEM = [{ of: 'customer', by: 'id' }, { of: 'visit', by: 'code' }];
  const plans: [what: string, plan: Partial<RowPlan>, refusal: string][] = [
    ['an unknown table', { table: 'nothing' }, '404 Table nothing not found at this place of the data model'],
    ['the table of customers', { table: 'customer' },
      '400 The import into table customer: it is the system table; customers are imported as customers'],
    ['an unknown column', { columns: ['code', 'colour'] }, '404 Column colour of table shop not found'],
    ['no column', { columns: [], unique: [] }, '400 The import into table shop: no column is filled'],
    ['a column twice', { columns: ['code', 'label', 'code'] }, '400 The import into table shop: column code is filled twice'],
    ['a unique column that is not filled', { columns: ['label'] },
      '400 The import into table shop: column code tells rows apart, so it must be filled'],
    ['no unique column that is unique', { unique: ['label'] },
      '400 Column label of table shop is not unique: rows cannot be told apart by it'],
    ['to update without unique columns', { unique: [], mode: 'update' },
      '400 The import into table shop: without unique columns no row is found'],
    ['a contained table without parent', { table: 'item' },
      '400 The import into table item: its rows are contained in visit, so parent must name a row there'],
    ['a parent of a table of its own', { parent: [{ of: 'customer', by: 'id' }] },
      '400 The import into table shop: rows of shop are contained in no other, not in customer'],
    ['the wrong parent', { table: 'item', parent: [{ of: 'customer', by: 'id' }] },
      '400 The import into table item: rows of item are contained in visit, not in customer'],
    ['a gap in the chain', { table: 'part', parent: [{ of: 'customer', by: 'id' }, { of: 'item', by: 'code' }] },
      '400 The import into table part: rows of item are contained in visit, not in customer'],
    ['a chain upside down', { table: 'item', parent: TO_ITEM.toReversed() },
      '400 The import into table item: rows of customer are contained in no other, not in visit'],
    ['a customer by another field', { table: 'visit', parent: [{ of: 'customer', by: 'lastname' }] },
      '400 The import into table visit: a customer is named by one of id, externalId, emailAddress, not by lastname'],
    ['a parent by an unknown column', { table: 'item', parent: [{ of: 'visit', by: 'colour' }] },
      '404 Column colour of table visit not found'],
    ['a parent by a column that is not unique', { table: 'item', parent: [{ of: 'visit', by: 'label' }] },
      '400 Column label of table visit is not unique: rows cannot be told apart by it'],
  ];
  for (const [what, plan, refusal] of plans) {
    it(`a plan with ${what}`, async () => {
      expect(await refusalOf(rowStage(scope, nextStageId(), planOf(plan)))).to.equal(refusal);
    });
  }

  const ALL = { columns: ['code', 'number', 'label', 'since', 'paid'] };
  const records: [what: string, plan: Partial<RowPlan>, values: Line, refusal: string][] = [
    ['a number that is none', ALL, ['A', '1,5', '', '', ''], '400 Column number: is not a whole number (1,5)'],
    ['a day that does not exist', ALL, ['A', '1', '', '2026-02-30', ''],
      '400 Column since: is not a date that exists, such as 2013-09-23 or October 1, 2013 (2026-02-30)'],
    ['a text that is too long', ALL, ['A', '1', 'x'.repeat(21), '', ''], '413 Column label: the text has more than 20 characters'],
    ['a unique value that is too long', ALL, ['ééééééé', '1', '', '', ''],
      '400 Column code: has more than 10 bytes, the most of a unique column (ééééééé)'],
    ['U+0000', ALL, ['A', '1', 'a\0b', '', ''], '400 Column label: has a character that cannot be kept (a\0b)'],
    ['no value in a unique column', ALL, ['', '1', 'a', '', ''], '400 Column code: tells the rows apart, so each needs a value (none)'],
    ['no value to be had in a unique column', { ...ALL, emptyCells: 'clear' }, [undefined, '1', 'a', '', ''],
      '400 Column code: tells the rows apart, so each needs a value (none)'],
    ['no customer', below, ['', 'A', ''], '400 Column customer.id: names the row above, so each record needs a value (none)'],
    ['what is no customer id', below, ['clang_7', 'A', ''], '400 Column customer.id: is not the number of a customer (clang_7)'],
    ['a number beyond all ids', below, ['9223372036854775808', 'A', ''],
      '400 Column customer.id: is not the number of a customer (9223372036854775808)'],
    ['no parent row', { table: 'item', parent: TO_ITEM }, ['1', '', 'A', ''],
      '400 Column visit.code: names the row above, so each record needs a value (none)'],
    ['a wrong value for a parent row', { table: 'item', parent: [{ of: 'visit', by: 'number' }] }, ['x', 'A', ''],
      '400 Column visit.number: is not a whole number (x)'],
    ['a customer number that no text can be', { table: 'visit', parent: [{ of: 'customer', by: 'externalId' }] }, ['a\0', 'A', ''],
      '400 Column customer.externalId: has a character that cannot be kept (a\0)'],
  ];
  for (const [what, plan, values, refusal] of records) {
    it(`a record with ${what}`, async () => {
      const stage = await rowStage(scope, nextStageId(), planOf(plan));
      const check = async () => stage.check({ place: 1, line: 2, values, cells: [] });
      expect(await refusalOf(check())).to.equal(refusal);
    });
  }

  it('not a record with U+0000 where nobody reads it, which is kept as the mark for it', async () => {
    const stage = await rowStage(scope, nextStageId(), planOf({}));
    const record = stage.check({ place: 1, line: 2, values: ['A', 'a'], cells: ['A', 'a', 'x\0y'] });
    await scope.transaction((tx) => stage.put(tx, [record]));
    expect(await scope.sql('dm_stage').where({ brand_id: scope.brand.id }).pluck('cells')).to.deep.equal([['A', 'a', 'x\uFFFDy']]);
    await scope.transaction((tx) => stage.clear(tx));
    expect(await stagedCount(scope)).to.equal(0);
  });
});
