import { expect } from 'chai';
import type { Datamodel, RowPlan } from '../../src/datamodel/index.ts';
import type { Scope } from '../../src/db/index.ts';
import { makeBrand } from '../support/access.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { scopeOf } from '../support/scope.ts';
import { HOTEL, importLines, rowsInStore, stagedCount, told, type Line } from './import-support.ts';
import { wrongKeys } from './rows-support.ts';
import { withModel } from './support.ts';

const NOTHING = { inserted: 0, updated: 0, unchanged: 0, skipped: 0, repeated: 0, refused: [] };

describe('an import into a table of its own', () => {
  let database: TestDatabase;
  let scope: Scope;
  let datamodel: Datamodel;
  before(async () => { database = await testDatabase(); });
  after(() => database.drop());
  beforeEach(async () => {
    const settings = { ROW_IMPORT_BYTES: '2000' };
    scope = scopeOf(database.sql, await makeBrand(database.sql), { actor: 'crm', door: 'import', settings });
    datamodel = await withModel(scope, HOTEL);
  });
  afterEach(async () => {
    expect(await wrongKeys(scope)).to.equal(0);
    expect(await stagedCount(scope)).to.equal(0);
  });

  const stored = async () => (await rowsInStore(datamodel, scope, 'shop')).map(({ values, revision }) => ({ ...values, revision }));
  const imported = async (lines: Line[], plan: Partial<RowPlan> = {}, most?: number) =>
    told(await importLines(scope, plan, lines, most));
  const NUMBERED = { columns: ['code', 'number', 'label'] };

  it('makes rows, changes those that it finds, and leaves alone what is the same', async () => {
    expect(await imported([['A', 'a'], ['B', 'b']])).to.deep.equal({ ...NOTHING, inserted: 2 });
    const written = () => scope.sql('dm_row').where({ brand_id: scope.brand.id }).orderBy('id')
      .select<{ created_by: string; modified_by: string; modified_at: Date }[]>('created_by', 'modified_by', 'modified_at');
    const before = await written();
    const later = scopeOf(database.sql, scope.brand, { actor: 'somebody else' });
    expect(told(await importLines(later, {}, [['B', 'bee'], ['C', 'c'], ['A', 'a']])))
      .to.deep.equal({ ...NOTHING, inserted: 1, updated: 1, unchanged: 1 });
    expect(await stored()).to.deep.equal([
      { code: 'A', label: 'a', revision: 1 }, { code: 'B', label: 'bee', revision: 2 }, { code: 'C', label: 'c', revision: 1 },
    ]);
    const after = await written();
    expect(after[0]).to.deep.equal(before[0]);
    expect(after.map((row) => row.modified_by)).to.deep.equal(['crm', 'somebody else', 'somebody else']);
    expect(after.map((row) => row.created_by)).to.deep.equal(['crm', 'crm', 'somebody else']);
  });

  it('tells the ids of the rows', async () => {
    const first = await importLines(scope, {}, [['A', 'a'], ['B', 'b']]);
    expect((await rowsInStore(datamodel, scope, 'shop')).map(({ id }) => id)).to.deep.equal(first.inserted);
    const second = await importLines(scope, {}, [['B', 'b'], ['A', 'x']]);
    expect([second.updated, second.unchanged]).to.deep.equal([[first.inserted[0]], [first.inserted[1]]]);
  });

  it('takes the last of lines with the same key', async () => {
    expect(await imported([['A', '1'], ['B', 'b'], ['A', '2'], ['A', '3']]))
      .to.deep.equal({ ...NOTHING, inserted: 2, repeated: 2 });
    expect(await stored()).to.deep.equal([{ code: 'B', label: 'b', revision: 1 }, { code: 'A', label: '3', revision: 1 }]);
  });

  it('compares keys in the form in which they are stored', async () => {
    const plan = { columns: ['number', 'label'], unique: ['number'] };
    expect(await imported([['7', 'a'], ['+7.0', 'b']], plan)).to.deep.equal({ ...NOTHING, inserted: 1, repeated: 1 });
    expect(await imported([['007', 'b']], plan)).to.deep.equal({ ...NOTHING, unchanged: 1 });
  });

  it('makes a row of each record without unique columns', async () => {
    expect(await imported([['a'], ['a']], { columns: ['label'], unique: [] })).to.deep.equal({ ...NOTHING, inserted: 2 });
    expect(await imported([['a']], { columns: ['label'], unique: [] })).to.deep.equal({ ...NOTHING, inserted: 1 });
  });

  it('only inserts, or only updates', async () => {
    await imported([['A', 'a']]);
    expect(await imported([['A', 'x'], ['B', 'b']], { mode: 'insert' })).to.deep.equal({ ...NOTHING, inserted: 1, skipped: 1 });
    expect(await imported([['A', 'y'], ['C', 'c'], ['B', 'b']], { mode: 'update' }))
      .to.deep.equal({ ...NOTHING, updated: 1, unchanged: 1, skipped: 1 });
    expect(await stored()).to.deep.equal([{ code: 'A', label: 'y', revision: 2 }, { code: 'B', label: 'b', revision: 1 }]);
  });

  describe('an empty cell', () => {
    const plan = { columns: ['code', 'label', 'number', 'since', 'paid'] };
    const full = { code: 'A', label: 'a', number: 1, since: '2026-07-04', paid: true };
    beforeEach(() => imported([['A', 'a', '1', '4 July 2026', 'yes']], plan));

    it('keeps what is stored', async () => {
      expect(await imported([['A', '', ' ', '', undefined], ['B', '', '', '', '']], plan))
        .to.deep.equal({ ...NOTHING, unchanged: 1, inserted: 1 });
      expect(await stored()).to.deep.equal([{ ...full, revision: 1 }, { code: 'B', revision: 1 }]);
    });

    it('takes it away when that is asked for; a boolean becomes false, as at the REST door', async () => {
      expect(await imported([['A', '', ' ', undefined, '']], { ...plan, emptyCells: 'clear' })).to.deep.equal({ ...NOTHING, updated: 1 });
      expect(await stored()).to.deep.equal([{ code: 'A', since: '2026-07-04', paid: false, revision: 2 }]);
      expect(await imported([['B', 'b', '1', '', '']], { ...plan, emptyCells: 'clear' })).to.deep.equal({ ...NOTHING, inserted: 1 });
    });
  });

  describe('with another unique column', () => {
    const TAKEN = 'Column number is unique, and another row has this value already';
    beforeEach(() => imported([['A', '1', 'a'], ['B', '2', 'b']], NUMBERED));

    it('refuses the record whose value another row has, and no other', async () => {
      expect(await imported([['C', '2', 'c'], ['D', '4', 'd'], ['E', '4', 'e'], ['A', '2', 'x']], NUMBERED)).to.deep.equal({
        ...NOTHING, inserted: 1, refused: [`2 ${TAKEN} (2)`, `4 ${TAKEN} (4)`, `5 ${TAKEN} (2)`],
      });
      const { refused } = await importLines(scope, NUMBERED, [['F', '2', 'f']]);
      expect(refused).to.deep.equal([{ line: 2, cells: ['F', '2', 'f'], why: `${TAKEN} (2)` }]);
      expect((await stored()).map((row) => ('code' in row ? row.code : ''))).to.deep.equal(['A', 'B', 'D']);
    });

    for (const most of [1, 2, 10]) {
      it(`gives values on from row to row as if one were written after the other, ${most} at once`, async () => {
        const lines = [['B', '3', 'b'], ['A', '2', 'a'], ['C', '1', 'c'], ['D', '2', 'd']];
        expect(await imported(lines, NUMBERED, most))
          .to.deep.equal({ ...NOTHING, inserted: 1, updated: 2, refused: [`5 ${TAKEN} (2)`] });
        expect(await stored()).to.deep.equal([
          { code: 'A', number: 2, label: 'a', revision: 2 }, { code: 'B', number: 3, label: 'b', revision: 2 },
          { code: 'C', number: 1, label: 'c', revision: 1 },
        ]);
      });
    }

    it('in unique, finds a row only when both fit', async () => {
      const plan = { ...NUMBERED, unique: ['code', 'number'] };
      expect(await imported([['A', '1', 'x'], ['B', '7', 'x']], plan))
        .to.deep.equal({ ...NOTHING, updated: 1, refused: ['3 Column code is unique, and another row has this value already (B)'] });
    });
  });

  it('takes large records in pieces of ROW_IMPORT_BYTES, one at least', async () => {
    const lines = Array.from({ length: 10 }, (_, number) => [`C${number}`, 'x'.repeat(number % 2 === 0 ? 5000 : 300)]);
    expect(await imported(lines)).to.deep.equal({ ...NOTHING, inserted: 10 });
    expect((await stored()).map((row) => ('label' in row ? String(row.label).length : 0)))
      .to.deep.equal([5000, 300, 5000, 300, 5000, 300, 5000, 300, 5000, 300]);
  });

  it('brings every text through, whatever its characters', async () => {
    const odd = ['\\', '"{a,b}"', 'NULL', '\\N', 'tab\there', 'line\nline\r\n', "it's", '🙂 é', '{}', ',', ' blanks ', '$1 ?'];
    await imported(odd.map((text) => [text, text]));
    expect((await rowsInStore(datamodel, scope, 'shop')).map(({ values }) => values))
      .to.deep.equal(odd.map((text) => ({ code: text, label: text })));
  });
});
