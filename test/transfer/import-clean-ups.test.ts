import { expect } from 'chai';
import { TolkError } from '../../src/errors.ts';
import { cleaned, cleanUpType, type CleanUp } from '../../src/transfer/import/clean-ups/index.ts';

/** What a cell becomes, or why it is bad. */
function clean(cell: string, ...cleanUps: readonly unknown[]): string {
  try {
    const act = cleaned(cleanUps.map((one) => cleanUpType.parse(one)), 'born');
    return act === undefined ? cell : act(cell);
  } catch (error) {
    if (error instanceof TolkError) return `${error.code}: ${error.message}`;
    throw error;
  }
}

describe('clean-ups of cells', () => {
  it('trim blanks of any kind around, and none inside', () => {
    expect(clean(' \t\u00a0\u2003 a  b \ufeff\r\n', 'trim')).to.equal('a  b');
    expect(clean('   ', 'trim')).to.equal('');
    expect(clean('\u200bx', 'trim')).to.equal('\u200bx'); // no blank: a zero-width character
  });

  it('change letter case by Unicode', () => {
    expect(clean('straße ÉÈ ǆ', 'upper')).to.equal('STRASSE ÉÈ Ǆ');
    expect(clean('ÀÉ ΟΔΟΣ X1', 'lower')).to.equal('àé οδος x1');
  });

  it('give each word a capital', () => {
    const cases: Readonly<Record<string, string>> = {
      "o'neill-van der berg": "O'Neill-Van Der Berg", 'JAN JANSEN': 'Jan Jansen', 'élodie ÖZGÜR': 'Élodie Özgür',
      "JAN'S": "Jan's", "'t hooft": "'t Hooft", '’S-GRAVENHAGE': '’s-Gravenhage', 'd’artagnan': 'D’Artagnan',
      '2e straat 12b': '2e Straat 12b', 'e\u0301lan': 'E\u0301lan', 'ßen ﬁn ǆep': 'Ssen Fin ǅep',
      'ΟΔΥΣΣΕΥΣ': 'Οδυσσευς', 'ქართული': 'ქართული', '𐐨𐐩': '𐐀𐐩', 'мария/иван': 'Мария/Иван', '': '', '123 - !': '123 - !',
      'a.b_c': 'A.B_C', "o'e\u0301": "O'e\u0301",
    };
    for (const [given, wanted] of Object.entries(cases)) expect(clean(given, 'capitalise'), given).to.equal(wanted);
  });

  it('read dates and times as they are written', () => {
    expect(clean('31-12-1990', { date: '{d}-{m}-{Y}' })).to.equal('1990-12-31');
    expect(clean('1/2/2026', { date: '{d}/{m}/{Y}' })).to.equal('2026-02-01');
    expect(clean('20240229', { date: '{Y}{m}{d}' })).to.equal('2024-02-29');
    expect(clean('12.31.2025 9:05', { date: '{m}.{d}.{Y} {H}:{i}' })).to.equal('2025-12-31 09:05:00');
    expect(clean('2025-01-02T03:04:05', { date: '{Y}-{m}-{d}T{H}:{i}:{s}' })).to.equal('2025-01-02 03:04:05');
    expect(clean('7u30', { date: '{H}u{i}' })).to.equal('07:30:00');
    expect(clean('(2025) 1+2', { date: '({Y}) {m}+{d}' })).to.equal('2025-01-02');
    expect(clean('', { date: '{d}-{m}-{Y}' })).to.equal('');
  });

  it('take no day or time that there is not, and nothing written otherwise', () => {
    for (const cell of ['29-02-2023', '29-02-1900', '31-04-2025', '00-01-2025', '01-00-2025', '01-13-2025', '01-01-0000']) {
      expect(clean(cell, { date: '{d}-{m}-{Y}' }), cell).to.equal(
        `COLUMN_VALUE: Column born: is no day or time that there is (${cell})`);
    }
    for (const cell of ['24:00', '12:60']) expect(clean(cell, { date: '{H}:{i}' }), cell).to.include('is no day or time');
    for (const cell of [' 01-02-2025', '01-02-25', '01-02-2025x', '2025-02-01', '٠١-٠٢-٢٠٢٥', '001-02-2025', '01-02-2025\n']) {
      expect(clean(cell, { date: '{d}-{m}-{Y}' }), cell).to.include('is not written as {d}-{m}-{Y}');
    }
    expect(clean('1122025', { date: '{d}{m}{Y}' })).to.include('is not written as');
  });

  it('refuse formats that are none', () => {
    for (const format of [
      '', 'x', '{d}-{m}', '{y}-{m}-{d}', '{d}-{m}-{Y', '{Y}-{m}-{d}-{d}', '{i}:{s}', '{H}:{s}', '{Y}', '{}', '}{', 'x'.repeat(101),
    ]) expect(clean('1', { date: format }), format).to.match(/^FIELD_VALUE: Field date: /);
  });

  it('put other values for values, by letter case', () => {
    const map = { M: 'MAN', V: 'WOMAN', '': 'UNKNOWN' };
    expect(['M', 'V', '', 'm', 'constructor'].map((cell) => clean(cell, { map })))
      .to.deep.equal(['MAN', 'WOMAN', 'UNKNOWN', 'm', 'constructor']);
    expect(clean('x', { map, otherwise: 'empty' })).to.equal('');
    expect(clean('x', { map, otherwise: 'bad' })).to.equal(
      'COLUMN_VALUE: Column born: is not one of the values that are mapped (x)');
    expect(clean('', { map: { M: 'MAN' }, otherwise: 'bad' })).to.equal('');
    expect(clean('__proto__', { map: { M: 'MAN' }, otherwise: 'empty' })).to.equal('');
  });

  it('are done in their order', () => {
    expect(clean(' v ', 'trim', 'upper', { map: { V: 'vrouw' } }, 'capitalise')).to.equal('Vrouw');
    expect(clean(' 1-2-2025', { date: '{d}-{m}-{Y}' }, 'trim')).to.include('is not written as');
  });

  it('are nothing at all where there are none', () => {
    expect(cleaned([], 'x')).to.equal(undefined);
  });

  it('take odd input without an end', () => {
    const long = `${' a\''.repeat(100_000)}-`;
    expect(clean(long, 'trim', 'capitalise')).to.have.length(long.length - 1);
    expect(clean('1'.repeat(1_000_000), { date: '{d}-{m}-{Y}' })).to.include('is not written as');
    expect(clean('\ud800\0', 'upper', 'lower', 'capitalise')).to.equal('\ud800\0');
  });

  it('are of known names only', () => {
    const types: readonly unknown[] = ['title', { date: 1 }, { map: { a: 1 } }, { map: {}, otherwise: 'x' }, { date: 'x', map: {} }, {}];
    for (const given of types) expect(cleanUpType.safeParse(given).success, JSON.stringify(given)).to.equal(false);
    expect(cleanUpType.safeParse('x').error?.issues[0]?.message).to.include('is none of trim, upper');
    expect(cleanUpType.parse({ map: {} }) satisfies CleanUp).to.deep.equal({ map: {}, otherwise: 'keep' });
  });
});
