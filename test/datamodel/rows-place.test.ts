import { expect } from 'chai';
import { chainStatement, chainValues } from '../../src/datamodel/rows/chain.ts';
import { CUSTOMER_TABLE, type Model, type Table } from '../../src/datamodel/model/model.ts';
import { placeOf, rowPlaceOf, shownId } from '../../src/datamodel/rows/place.ts';
import { TolkError } from '../../src/errors.ts';

function table(id: string, name: string, parent?: Table): Table {
  return { id, name, parent, description: '', columns: [], columnByName: new Map() };
}

const stay = table('11', 'stay', CUSTOMER_TABLE);
const extra = table('12', 'extra', stay);
const season = table('13', 'season');
const night = table('14', 'night', season);
const tables = [stay, extra, season, night];
const model: Model = {
  revision: undefined, tables, tableByName: new Map([CUSTOMER_TABLE, ...tables].map((one) => [one.name, one])),
};

const ROW = 'clang_69a7eb02c11d8';
const NUMBER = String(0x69a7eb02c11d8);

function refusal(path: string[], find = placeOf): string {
  try {
    find(model, path);
  } catch (error) {
    if (error instanceof TolkError) return `${error.code} ${error.message}`;
    throw error;
  }
  return 'none';
}

describe('the address of a row', () => {
  it('names a table of its own and its rows', () => {
    expect(placeOf(model, ['season'])).to.deep.equal({ table: season, parents: [], parentId: '0', rowId: undefined });
    expect(placeOf(model, ['season', ROW])).to.deep.equal({ table: season, parents: [], parentId: '0', rowId: NUMBER });
  });

  it('names a customer by number, and rows by 13 hex digits, down the whole chain', () => {
    expect(placeOf(model, ['customer', 'clang_42'])).to.include({ table: CUSTOMER_TABLE, rowId: '42' });
    expect(placeOf(model, ['customer', 'clang_42', 'stay', ROW, 'extra', 'clang_0000000000001'])).to.deep.equal({
      table: extra, parents: [{ table: CUSTOMER_TABLE, id: '42' }, { table: stay, id: NUMBER }],
      parentId: NUMBER, rowId: '1',
    });
    expect(shownId(NUMBER)).to.equal(ROW);
    expect(shownId('1')).to.equal('clang_0000000000001');
  });

  const refusals: [path: string[], refusal: string][] = [
    [[], 'TABLE_NOT_FOUND Table  not found'],
    [['nothing'], 'TABLE_NOT_FOUND Table nothing not found'],
    [['Season'], 'TABLE_NOT_FOUND Table Season not found'],
    [['__proto__'], 'TABLE_NOT_FOUND Table __proto__ not found'],
    [[`season'; drop table dm_row`], `TABLE_NOT_FOUND Table season'; drop table dm_row not found`],
    [['customer'], 'TABLE_OF_SYSTEM'],
    [['stay'], 'TABLE_CONTAINED Table stay not found on its own: it is contained in customer'],
    [['extra', ROW], 'TABLE_CONTAINED Table extra not found on its own: it is contained in stay'],
    [['customer', 'clang_42', 'extra'], 'TABLE_NOT_FOUND Table extra not found'],
    [['customer', 'clang_42', 'season'], 'TABLE_NOT_FOUND Table season not found'],
    [['season', ROW, 'stay'], 'TABLE_NOT_FOUND Table stay not found'],
    [['customer', ROW], `ROW_NOT_FOUND Row ${ROW} not found in table customer`],
    [['customer', 'clang_0'], 'ROW_NOT_FOUND Row clang_0'],
    [['customer', 'clang_042'], 'ROW_NOT_FOUND Row clang_042'],
    [['customer', '42'], 'ROW_NOT_FOUND Row 42'],
    [['customer', 'clang_9223372036854775808'], 'ROW_NOT_FOUND Row clang_9223372036854775808'],
    [['season', 'clang_42'], 'ROW_NOT_FOUND Row clang_42 not found in table season'],
    [['season', ROW.toUpperCase()], 'ROW_NOT_FOUND'],
    [['season', `${ROW}0`], 'ROW_NOT_FOUND'],
    [['season', `${ROW}' or true`], 'ROW_NOT_FOUND'],
    [['season', 'x', 'night'], 'ROW_NOT_FOUND Row x not found in table season'],
  ];
  for (const [path, expected] of refusals) {
    it(`/${path.join('/')} is refused with ${expected}`, () => {
      expect(refusal(path).slice(0, expected.length)).to.equal(expected);
    });
  }

  it('of a row must not be that of a customer', () => {
    expect(refusal(['customer', 'clang_42'], rowPlaceOf)).to.match(/^TABLE_OF_SYSTEM/);
  });
});

describe('the statement for a chain of rows', () => {
  const made = chainStatement(3, ({ isThere }) => `select ${isThere}`);

  it('is one for all chains of a form, without names or ids', () => {
    const first = made(placeOf(model, ['customer', 'clang_42', 'stay', ROW, 'extra']));
    const second = made(placeOf(model, ['customer', 'clang_7', 'stay', 'clang_0000000000007', 'extra']));
    expect(second).to.equal(first);
    expect(first.text).to.equal('select exists (select from customer where brand_id = $1 and id = $3::bigint) and exists ('
      + 'select from dm_row where brand_id = $1 and table_id = $4::bigint and parent_id = $3::bigint and id = $5::bigint)');
  });

  it('takes table and id of each row, of a customer the id', () => {
    expect(chainValues(placeOf(model, ['customer', 'clang_42', 'stay', ROW, 'extra']))).to.deep.equal(['42', '11', NUMBER]);
    expect(chainValues(placeOf(model, ['season', ROW, 'night']))).to.deep.equal(['13', NUMBER]);
  });

  it('tells chains at customers from others', () => {
    const below = made(placeOf(model, ['season', ROW, 'night']));
    expect(below).not.to.equal(made(placeOf(model, ['customer', 'clang_1', 'stay'])));
    expect(made(placeOf(model, ['season'])).text).to.equal('select true');
  });
});
