import { expect } from 'chai';
import { createDatamodel, readDefinition } from '../../src/datamodel/index.ts';
import type { Brand } from '../../src/db/index.ts';
import { makeBrand } from '../support/access.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { faultOf, scopeOf } from '../support/scope.ts';

const column = (name: string, more: object = {}) => ({ name, type: 'string', ...more });
const table = (name: string, ...columns: object[]) => ({ name, columns });
const chain = (...names: string[]) => names.slice(1).map((child, index) => ({ parent: names[index], child }));

describe('the check of a definition', () => {
  let database: TestDatabase;
  let brand: Brand;
  const room = createDatamodel();
  before(async () => {
    database = await testDatabase();
    brand = await makeBrand(database.sql);
  });
  after(() => database.drop());

  /** What a definition (as JSON) is refused with; by dry run, so that each case stands alone. */
  const refusal = (definition: unknown, settings: Record<string, string> = {}) =>
    faultOf((async () => {
      const shall = readDefinition(definition);
      await room.change(scopeOf(database.sql, brand, { settings }), () => shall, { dryRun: true });
    })());

  type Case = [definition: unknown, where: string, why: string, settings?: Record<string, string>];
  const refused: Record<string, Case> = {
    'no JSON object': [[], 'JSON', 'expected object'],
    'an unknown member': [{ tables: [], view: 1 }, 'JSON', 'view'],
    'a member __proto__': [JSON.parse('{"tables":[],"__proto__":{}}'), 'JSON', '__proto__'],
    'an unknown type': [
      { tables: [table('a', { name: 'b', type: 'money' })] }, 'tables[0].columns[0].type', '"decimal"',
    ],
    'an empty name': [{ tables: [table('')] }, 'table ', 'must begin with a letter'],
    'a name that begins with a digit': [{ tables: [table('9a')] }, 'table 9a', 'must begin with a letter A-Z'],
    'a letter beyond ASCII': [{ tables: [table('a', column('café'))] }, 'table a, column café', '("café")'],
    'a line break at the end of a name': [{ tables: [table('a\n')] }, 'table a\n', 'must begin with a letter'],
    'SQL in a name': [{ tables: [table(`a"; drop table dm_row; --`)] }, 'table a"; drop', 'must begin'],
    'the name __proto__': [{ tables: [table('__proto__')] }, 'table __proto__', 'must begin with a letter'],
    'a name of the row itself': [{ tables: [table('a', column('Clang_id'))] }, 'table a, column Clang_id', 'clang_'],
    'a long name': [{ tables: [table('abcd')] }, 'table abcd', 'more than 3 characters', { MODEL_NAME_LENGTH: '3' }],
    'a long description': [
      { tables: [{ ...table('a'), description: '😀😀😀' }] }, 'table a', 'more than 2 characters',
      { MODEL_DESCRIPTION_LENGTH: '2' },
    ],
    'long descriptions altogether': [
      { tables: [{ ...table('a', column('b', { description: 'bbb' })), description: 'aa' }] },
      'descriptions', 'they have 5 characters altogether, the most is 4', { MODEL_TEXT: '4' },
    ],
    'U+0000 in a description': [
      { tables: [table('a', column('b', { description: '\u0000' }))] }, 'table a, column b', 'U+0000',
    ],
    'half a character': [{ tables: [{ ...table('a'), description: '\ud800' }] }, 'table a', 'lone surrogate'],
    'two tables of one name': [{ tables: [table('Stay'), table('stay')] }, 'table stay', 'there is Stay already'],
    'two columns of one name': [
      { tables: [table('a', column('b'), column('B'))] }, 'table a, column B', 'there is b already',
    ],
    'the system table in other case': [{ tables: [table('Customer')] }, 'table Customer', 'there is customer already'],
    'columns of the system table': [{ tables: [table('customer', column('x'))] }, 'table customer, column x', 'system'],
    'too many tables': [{ tables: [table('a'), table('b')] }, 'tables', 'the most is 1', { MODEL_TABLES: '1' }],
    'too many columns': [
      { tables: [table('a', column('b'), column('c'))] }, 'table a', 'the most is 1', { MODEL_COLUMNS: '1' },
    ],
    'an unknown parent': [{ tables: [table('a')], contains: chain('b', 'a') }, 'contains b > a', 'no table b'],
    'an unknown child': [{ tables: [table('a')], contains: chain('a', 'b') }, 'contains a > b', 'no table b'],
    'a parent of the system table': [
      { tables: [table('a')], contains: chain('a', 'customer') }, 'contains a > customer', 'nothing contains',
    ],
    'two parents': [
      { tables: [table('a'), table('b')], contains: [...chain('customer', 'a', 'b'), ...chain('customer', 'b')] },
      'contains customer > b', 'b is contained in a already',
    ],
    'a table within itself': [{ tables: [table('a')], contains: chain('a', 'a') }, 'table a', 'contains itself'],
    'a circle': [
      { tables: [table('x'), table('a'), table('b')], contains: [...chain('a', 'b', 'a'), ...chain('a', 'x')] },
      'table a', 'contains itself',
    ],
    'too many levels': [
      { tables: ['a', 'b', 'c'].map((name) => table(name)), contains: chain('customer', 'a', 'b', 'c') },
      'table c', 'it is 3 levels deep, the most is 2', { MODEL_DEPTH: '2' },
    ],
  };
  for (const [what, [definition, where, why, settings]] of Object.entries(refused)) {
    it(`refuses ${what}`, async () => {
      const fault = await refusal(definition, settings);
      expect(fault).to.include(`105 The data model, ${where}`).and.include(why);
    });
  }

  const lists = { tables: [table('a', column('x')), table('list', column('code')), table('below', column('y'))] };
  const look = (from: string, to: string) => {
    const [[name, of], [targetTable, targetColumn]] = [from.split('.'), to.split('.')];
    return { ...lists, contains: chain('a', 'below'), lookups: [{ table: name, column: of, targetTable, targetColumn }] };
  };
  const refusedLookups: Record<string, [from: string, to: string, why: string]> = {
    'of an unknown table': ['no.x', 'list.code', 'there is no table no'],
    'of an unknown column': ['a.no', 'list.code', 'table a has no column no'],
    'into an unknown table': ['a.x', 'no.code', 'there is no table no'],
    'into an unknown column': ['a.x', 'list.toString', 'table list has no column toString'],
    'into a contained table': ['a.x', 'below.y', 'contained in a'],
    'into the system table': ['a.x', 'customer.id', 'system table'],
    'into itself': ['a.x', 'a.x', 'refers to itself'],
  };
  for (const [what, [from, to, why]] of Object.entries(refusedLookups)) {
    it(`refuses a look-up ${what}`, async () => {
      expect(await refusal(look(from, to))).to.include(`105 The data model, lookup ${from}`).and.include(why);
    });
  }

  it('refuses a second look-up of one column', async () => {
    const twice = look('a.x', 'list.code');
    expect(await refusal({ ...twice, lookups: [...twice.lookups, ...twice.lookups] })).to.include('one other column only');
  });

  it('takes names that JavaScript has members of, the longest, and the system table without columns', async () => {
    const names = ['constructor', 'toString', 'hasOwnProperty', 'a'.repeat(60), 'select', 'a-b_C9'];
    const definition = readDefinition({
      tables: [table('customer'), ...names.map((name) => table(name, ...names.map((one) => column(one))))],
      contains: chain('customer', 'constructor', 'toString'),
      lookups: [{ table: 'toString', column: 'constructor', targetTable: 'select', targetColumn: 'toString' }],
    });
    const scope = scopeOf(database.sql, await makeBrand(database.sql));
    await room.change(scope, () => definition);
    const tables = definition.tables.filter(({ name }) => name !== 'customer');
    expect(await room.definition(scope)).to.deep.equal({ ...definition, tables });
  });
});
