import { expect } from 'chai';
import { readConfig } from '../../src/config.ts';
import type { Column, ColumnType } from '../../src/datamodel/model/model.ts';
import { readValue } from '../../src/datamodel/values/index.ts';
import { TolkError } from '../../src/errors.ts';
import { parseExact } from '../../src/exact-json.ts';

const clock = { zone: 'Europe/Amsterdam', now: undefined };

function column(type: ColumnType, unique = false): Column {
  return { id: '1', name: 'c', type, description: '', unique, lookup: undefined };
}

/** What a value in JSON becomes, or how it is refused. */
function read(of: Column, json: string, settings: Record<string, string> = {}): string | undefined {
  try {
    return readValue(of, parseExact(json), { clock, limits: readConfig(settings) });
  } catch (error) {
    if (error instanceof TolkError) return `${error.row.http} ${error.message}`;
    throw error;
  }
}

const TRUE = ['true', '1', '1.0', '1e0', '"1"', '"true"', '"TRUE"', '"on"', '"On"', '"yes"', '" yes "'];
const FALSE = [
  'false', '0', '2', '-1', '1.5', '12345678901234567890', '""', '"0"', '"no"', '"off"', '"y"', '"nothing"', 'null', '[]', '[1]',
  '{}', '{"a":1}',
];

const VALUES: [type: ColumnType, [json: string, value: string | undefined][]][] = [
  ['string', [
    ['"a"', 'a'], ['""', ''], ['" a "', ' a '], ['"\\u00e9\\ud83d\\ude00"', 'é😀'], ['null', undefined], ['7', '7'], ['1.50', '1.5'],
    ['12345678901234567890', '12345678901234567890'], ['true', 'true'],
    ['["a"]', '400 Column c: is not a text (["a"])'], ['{"a":1}', '400 Column c: is not a text ({"a":1})'],
    ['"a\\u0000b"', '400 Column c: has a character that cannot be kept (a\0b)'],
    ['"\\ud83d"', '400 Column c: has a character that cannot be kept (\ud83d)'],
  ]],
  ['number', [
    ['7', '7'], ['-7', '-7'], ['7.0', '7'], ['1e3', '1000'], ['-0', '0'], ['"7"', '7'], ['" +7 "', '7'], ['"007"', '7'],
    ['9007199254740993', '9007199254740993'], ['-123456789012345678901234567890', '-123456789012345678901234567890'],
    ['"9007199254740993"', '9007199254740993'], ['null', undefined], ['""', undefined], ['" "', undefined],
    ['"many"', '400 Column c: is not a whole number (many)'], ['7.5', '400 Column c: is not a whole number (7.5)'],
    ['"7,5"', '400 Column c: is not a whole number (7,5)'], ['true', '400 Column c: is not a whole number (true)'],
    ['[7]', '400 Column c: is not a whole number ([7])'], ['"0x7"', '400 Column c: is not a whole number (0x7)'],
    ['"-"', '400 Column c: is not a whole number (-)'], ['1e999999999', '400 Column c: has more than 100 digits (1e999999999)'],
    [`"7'; drop table dm_row"`, `400 Column c: is not a whole number (7'; drop table dm_row)`],
  ]],
  ['decimal', [
    ['12.5', '12.5'], ['12.50', '12.5'], ['13', '13'], ['13.0', '13'], ['-0.00', '0'], ['1.5e-3', '0.0015'], ['1E2', '100'],
    ['0.1234567890123456789', '0.1234567890123456789'], ['"12.50"', '12.5'], ['".5"', '0.5'], ['"5."', '5'],
    ['null', undefined], ['""', undefined],
    ['"12,5"', '400 Column c: is not a number with a decimal point (12,5)'],
    ['"."', '400 Column c: is not a number with a decimal point (.)'],
    ['{"rawJSON":"1"}', '400 Column c: is not a number with a decimal point ({"rawJSON":"1"})'],
  ]],
  ['date', [
    ['"2013-09-23"', '2013-09-23'], ['"October 1, 2013"', '2013-10-01'], ['"2013-09-23 16:00:00"', '2013-09-23'],
    ['"2013-09-23T23:00:00Z"', '2013-09-24'], ['20130923', '2013-09-23'], ['null', undefined], ['""', undefined],
    ['"2013-02-30"', '400 Column c: is not a date that exists, such as 2013-09-23 or October 1, 2013 (2013-02-30)'],
    ['"4PM"', '400 Column c: is not a date that exists, such as 2013-09-23 or October 1, 2013 (4PM)'],
    ['true', '400 Column c: is not a date that exists, such as 2013-09-23 or October 1, 2013 (true)'],
  ]],
  ['time', [
    ['"23:25:00"', '23:25:00'], ['"4PM"', '16:00:00'], ['"2013-09-23 16:30:00"', '16:30:00'], ['null', undefined],
    ['"2013-09-23"', '400 Column c: is not a time of day, such as 23:25:00 or 4PM (2013-09-23)'],
    ['[]', '400 Column c: is not a time of day, such as 23:25:00 or 4PM ([])'],
  ]],
  ['datetime', [
    ['"2013-09-23, 16:00:00"', '2013-09-23 16:00:00'], ['"October 1, 2013, 4PM"', '2013-10-01 16:00:00'],
    ['"2013-09-23"', '2013-09-23 00:00:00'], ['"2013-12-23T16:00:00Z"', '2013-12-23 17:00:00'], ['null', undefined],
    ['"4PM"', '400 Column c: is not a date and time that exists, such as 2013-09-23 16:00:00 (4PM)'],
  ]],
  ['boolean', [...TRUE.map((json) => [json, 'true'] as [string, string]), ...FALSE.map((json) => [json, 'false'] as [string, string])]],
];

describe('a value of a row', () => {
  for (const [type, examples] of VALUES) {
    for (const [json, value] of examples) {
      it(`${json} in a ${type} column: ${JSON.stringify(value) ?? 'no value'}`, () => {
        expect(read(column(type), json)).to.equal(value);
      });
    }
  }

  it('has at most ROW_STRING_LENGTH characters, whatever bytes they take', () => {
    const settings = { ROW_STRING_LENGTH: '3' };
    expect(read(column('string'), '"éé😀"', settings)).to.equal('éé😀');
    expect(read(column('string'), '"😀😀😀"', settings)).to.equal('😀😀😀');
    expect(read(column('string'), '"😀😀😀."', settings)).to.equal('413 Column c: the text has more than 3 characters');
    expect(read(column('string'), '"abcdefghij"', settings)).to.match(/^413/);
    expect(read(column('string'), `"${'a'.repeat(1_048_576)}"`)).to.have.length(1_048_576);
    expect(read(column('string'), `"${'a'.repeat(1_048_577)}"`)).to.match(/^413 .* 1048576 characters$/);
  });

  it('has at most ROW_NUMBER_DIGITS digits', () => {
    const settings = { ROW_NUMBER_DIGITS: '5' };
    for (const json of ['12345', '-12345', '"00000012345"', '123.45', '0.0001', '123450e-1']) {
      expect(read(column('decimal'), json, settings)).to.match(/^-?[\d.]+$/);
    }
    for (const json of ['123456', '1e5', '123.456', '0.00001', `"${'9'.repeat(5000)}"`]) {
      expect(read(column('decimal'), json, settings)).to.match(/^400 .* has more than 5 digits/);
    }
  });

  it('has at most ROW_UNIQUE_BYTES bytes in a unique column', () => {
    const settings = { ROW_UNIQUE_BYTES: '4' };
    expect(read(column('string', true), '"éé"', settings)).to.equal('éé');
    expect(read(column('string', true), '"éé."', settings)).to
      .equal('400 Column c: has more than 4 bytes, the most of a unique column (éé.)');
    expect(read(column('string'), '"éé."', settings)).to.equal('éé.');
  });
});
