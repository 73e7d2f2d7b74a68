import { expect } from 'chai';
import { type Datamodel, type Verdict } from '../../src/datamodel/index.ts';
import type { Scope } from '../../src/db/index.ts';
import { makeBrand } from '../support/access.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { scopeOf } from '../support/scope.ts';
import { refusalOf, SHOP, storedRows, wrongKeys } from './rows-support.ts';
import { withModel } from './support.ts';

/** What became of each row, in short: `new`, `changed`, or the column that is wrong with the code. */
function shown(verdicts: readonly Verdict[]): string[] {
  return verdicts.map(({ error, created }) => {
    if (error !== undefined) return `${error.column ?? '-'} ${error.code}`;
    return created === true ? 'new' : 'changed';
  });
}

describe('many rows at once', () => {
  let database: TestDatabase;
  let scope: Scope;
  let datamodel: Datamodel;
  before(async () => { database = await testDatabase(); });
  after(() => database.drop());
  beforeEach(async () => {
    scope = scopeOf(database.sql, await makeBrand(database.sql), { settings: { ROWS_MAX: '6', ROW_STRING_LENGTH: '50' } });
    datamodel = await withModel(scope, SHOP);
  });

  const strict = (given: unknown[], unique?: string) =>
    datamodel.insertRows(scope, ['product'], given, { lenient: false, unique });
  const lenient = (given: unknown[], unique?: string) =>
    datamodel.insertRows(scope, ['product'], given, { lenient: true, unique });
  const stored = async () => (await storedRows(datamodel, scope, 'product')).map(({ values }) => values);
  afterEach(async () => expect(await wrongKeys(scope)).to.equal(0));

  it('are stored in order, each with an id of its own', async () => {
    const verdicts = await strict([{ code: 'A', number: 1 }, {}, { code: 'B', label: null }]);
    expect(shown(verdicts)).to.deep.equal(['new', 'new', 'new']);
    expect((await storedRows(datamodel, scope, 'product')).map(({ id }) => id)).to.deep.equal(verdicts.map(({ id }) => id));
    expect(await stored()).to.deep.equal([{ code: 'A', number: 1 }, {}, { code: 'B' }]);
  });

  it('may be none, and are at most ROWS_MAX', async () => {
    expect(await strict([])).to.deep.equal([]);
    expect(await strict(Array.from({ length: 6 }, () => ({})))).to.have.length(6);
    expect(await refusalOf(strict(Array.from({ length: 7 }, () => ({}))))).to
      .equal('400 Parameter rows has 7 items; one call takes at most 6');
    expect(await stored()).to.have.length(6);
  });

  const refused: [what: string, given: unknown[], refusal: string][] = [
    ['a wrong value', [{ code: 'A' }, { number: 'x' }], '400 Row 1: Column number: is not a whole number (x); nothing was changed'],
    ['an unknown column', [{ code: 'A' }, { colour: 1 }], '400 Row 1: Column colour is unknown'],
    ['no object', [{ code: 'A' }, [{}]], '400 Row 1: A row must be a JSON object'],
    ['a text that is too long', [{}, { label: 'x'.repeat(51) }], '413 Row 1: Column label: the text has more than 50 characters'],
    ['a value that is stored', [{ code: 'A' }, { code: 'THERE' }], '409 Row 1: Column code is unique, and another row has this value'],
    ['a value twice', [{ number: 1 }, { number: '1.0' }], '409 Row 1: Column number is unique, and another row has this value'],
  ];
  for (const [what, given, refusal] of refused) {
    it(`are all refused for ${what}`, async () => {
      await datamodel.insertRow(scope, ['product'], { code: 'THERE' });
      expect((await refusalOf(strict(given))).slice(0, refusal.length)).to.equal(refusal);
      expect(await stored()).to.deep.equal([{ code: 'THERE' }]);
    });
  }

  it('are stored but for those that are wrong, when lenient', async () => {
    await datamodel.insertRow(scope, ['product'], { code: 'THERE', number: 9 });
    const verdicts = await lenient([
      { code: 'A', number: 1 }, { code: 'A' }, { code: 'THERE', number: 2 }, 7, { number: 2, label: 'x'.repeat(51) },
      { code: 'B', number: 3 },
    ]);
    expect(shown(verdicts)).to.deep.equal([
      'new', 'code COLUMN_VALUE_TAKEN', 'code COLUMN_VALUE_TAKEN', '- ROW_FORM', 'label COLUMN_VALUE_LONG', 'new',
    ]);
    expect(verdicts[2]?.error?.message).to.equal('Column code is unique, and another row has this value already (THERE)');
    expect(await stored()).to.deep.equal([{ code: 'THERE', number: 9 }, { code: 'A', number: 1 }, { code: 'B', number: 3 }]);
    expect(shown(await lenient([{ number: 2 }]))).to.deep.equal(['new']);
  });

  describe('by a unique column', () => {
    beforeEach(async () => {
      await strict([{ code: 'A', number: 1, label: 'a' }, { code: 'B', number: 2, label: 'b' }]);
    });

    it('change the rows that are there, in the named columns, and add the others', async () => {
      const before = await storedRows(datamodel, scope, 'product');
      const verdicts = await strict([{ code: 'B', label: 'bee', number: null }, { code: 'C', number: 3 }], 'code');
      expect(shown(verdicts)).to.deep.equal(['changed', 'new']);
      expect(verdicts[0]?.id).to.equal(before[1]?.id);
      const after = await storedRows(datamodel, scope, 'product');
      expect(after.map(({ values, revision }) => ({ ...values, revision }))).to.deep.equal([
        { code: 'A', number: 1, label: 'a', revision: 1 }, { code: 'B', label: 'bee', revision: 2 },
        { code: 'C', number: 3, revision: 1 },
      ]);
      await strict([{ code: 'D', number: 2 }]);
    });

    it('with one value several times are one row, what comes later wins', async () => {
      const verdicts = await strict([
        { code: 'C', label: 'first', number: 7 }, { code: 'A', number: 8 }, { code: 'C', label: 'second' }, { code: 'A', number: 1 },
      ], 'code');
      expect(shown(verdicts)).to.deep.equal(['new', 'changed', 'changed', 'changed']);
      expect(verdicts[2]?.id).to.equal(verdicts[0]?.id);
      expect(verdicts[3]?.id).to.equal(verdicts[1]?.id);
      expect(await stored()).to.deep.equal([
        { code: 'A', number: 1, label: 'a' }, { code: 'B', number: 2, label: 'b' }, { code: 'C', number: 7, label: 'second' },
      ]);
    });

    it('need a value in it', async () => {
      for (const given of [{}, { code: null }, { code: '' }]) {
        expect(await refusalOf(strict([given], 'code'))).to
          .equal('400 Row 0: Column code: tells the rows apart, so each needs a value (none); nothing was changed');
      }
      expect(shown(await lenient([{ label: 'x' }, { code: 'C' }], 'code'))).to.deep.equal(['code COLUMN_VALUE', 'new']);
    });

    it('are refused where another row has a value of another unique column', async () => {
      const given = [{ code: 'A', number: 2 }, { code: 'C', number: 1 }, { code: 'B', number: 2, label: 'same' }, { code: 'D', number: 5 }, { code: 'E', number: 5 }];
      expect(await refusalOf(strict(given, 'code'))).to.match(/^409 Row [04]: Column number is unique/);
      expect(shown(await lenient(given, 'code'))).to.deep.equal([
        'number COLUMN_VALUE_TAKEN', 'number COLUMN_VALUE_TAKEN', 'changed', 'new', 'number COLUMN_VALUE_TAKEN',
      ]);
      expect(await stored()).to.deep.equal([
        { code: 'A', number: 1, label: 'a' }, { code: 'B', number: 2, label: 'same' }, { code: 'D', number: 5 },
      ]);
    });

    it('need a column that is there and unique', async () => {
      expect(await refusalOf(strict([{}], 'label'))).to
        .equal('400 Column label of table product is not unique: rows cannot be told apart by it');
      expect(await refusalOf(strict([{}], `code" or true`))).to.equal('404 Column code" or true of table product not found');
    });
  });
});
