import { expect } from 'chai';
import { SaxesParser } from 'saxes';
import type { Column, ColumnType, Row, Table } from '../../src/datamodel/index.ts';
import { TolkError } from '../../src/errors.ts';
import { rawNumber } from '../../src/exact-json.ts';
import { customerForm, formatOf, rowForm, rowsForm } from '../../src/rest/datamodel/formats/index.ts';

const ORIGIN = 'http://gw.example';

function table(name: string, columns: Readonly<Record<string, ColumnType>>): Table {
  const made = Object.entries(columns).map(([column, type], i): Column => ({
    id: String(i + 1), name: column, type, description: '', unique: false, lookup: undefined,
  }));
  return {
    id: '1', name, description: '', parent: undefined, columns: made,
    columnByName: new Map(made.map((column) => [column.name, column])),
  };
}

function row(...values: Row['values']): Row {
  return {
    id: 'clang_69a7ea1f2b41c', revision: 1, values, createdAt: '2026-03-04 09:15:27', createdBy: 'api "booking"',
    modifiedAt: '2026-03-05 10:00:00', modifiedBy: 'Müller & <b>zoon</b>',
  };
}

const META = {
  clang_id: 'clang_69a7ea1f2b41c', clang_createdat: '2026-03-04 09:15:27', clang_createdby: 'api "booking"',
  clang_modifiedat: '2026-03-05 10:00:00', clang_modifiedby: 'Müller & <b>zoon</b>',
};

/** Elements of an XML text as `path = text`; null for xsi:nil. Fails on anything that is no XML. */
function readXml(text: string): [string, string | null][] {
  const found: [string, string | null][] = [];
  const open: { name: string; text: string | null; leaf: boolean }[] = [];
  const parser = new SaxesParser({ xmlns: true });
  parser.on('error', (error) => { throw error; });
  parser.on('opentag', ({ name, attributes }) => {
    const above = open.at(-1);
    if (above !== undefined) above.leaf = false;
    open.push({ name, text: attributes['xsi:nil']?.value === 'true' ? null : '', leaf: true });
  });
  parser.on('text', (piece) => {
    const here = open.at(-1);
    if (here !== undefined && here.text !== null) here.text += piece;
  });
  parser.on('closetag', () => {
    const path = open.map(({ name }) => name).join('.');
    const closed = open.pop();
    if (closed?.leaf === true) found.push([path, closed.text]);
  });
  parser.write(text).close();
  return found;
}

describe('formats of rows', () => {
  describe('the format asked for', () => {
    it('is JSON when nothing is said', () => {
      expect([{}, { format: '' }, { format: 'json' }, { format: 'XML' }, { format: 'html' }].map(formatOf))
        .to.deep.equal(['json', 'json', 'json', 'xml', 'html']);
    });

    it('must be known, and given once', () => {
      for (const format of ['csv', ['json', 'xml'], { a: 'json' }, '__proto__', 'constructor']) {
        expect(() => formatOf({ format })).to.throw(TolkError, 'Format ').with.property('code', 'FORMAT_UNKNOWN');
      }
    });
  });

  describe('JSON', () => {
    const extratype = table('extratype', { code: 'string', label: 'string', price: 'decimal', sold: 'number', on: 'boolean' });

    it('has the columns in their order, then what the server adds', () => {
      const { contentType, write } = rowForm('json', extratype, ORIGIN);
      expect(contentType).to.equal('application/json; charset=utf-8');
      const text = write(row('BIKE', 'Bicycle "hire"\n', 12.5, null, true));
      const expected = { code: 'BIKE', label: 'Bicycle "hire"\n', price: 12.5, sold: null, on: true, ...META };
      expect(text).to.equal(JSON.stringify(expected));
    });

    it('keeps numbers that a double cannot hold', () => {
      const { write } = rowForm('json', extratype, ORIGIN);
      expect(write(row('', '', rawNumber('0.10000000000000000001'), rawNumber('9007199254740993'), false)))
        .to.contain('"price":0.10000000000000000001,"sold":9007199254740993,"on":false,');
    });

    it('makes a list of pieces', () => {
      const { head, between, tail, row: one } = rowsForm('json', extratype, ORIGIN);
      expect(JSON.parse(head + tail)).to.deep.equal([]);
      const list = head + [row('A'), row('B')].map(one).join(between) + tail;
      expect((JSON.parse(list) as { code: string }[]).map(({ code }) => code)).to.deep.equal(['A', 'B']);
    });

    it('shows a table without columns, and a column named like a member of objects', () => {
      expect(rowForm('json', table('empty', {}), ORIGIN).write(row())).to.equal(JSON.stringify(META));
      const odd = Object.fromEntries(['constructor', 'toString'].map((name): [string, ColumnType] => [name, 'string']));
      const text = rowForm('json', table('odd', odd), ORIGIN).write(row('a', 'b'));
      expect(text).to.match(/^\{"constructor":"a","toString":"b","clang_id"/);
    });
  });

  describe('XML', () => {
    const stay = table('stay', { booking: 'string', note: 'string', nights: 'number', paid: 'decimal', sure: 'boolean' });

    it('has an element per member; no value is nil, an empty text is not', () => {
      const { contentType, write } = rowForm('xml', stay, ORIGIN);
      expect(contentType).to.equal('application/xml; charset=utf-8');
      expect(readXml(write(row('Z-1', '', null, rawNumber('1234567890.123456789012'), true)))).to.deep.equal([
        ['row.booking', 'Z-1'], ['row.note', ''], ['row.nights', null], ['row.paid', '1234567890.123456789012'],
        ['row.sure', 'true'], ...Object.entries(META).map(([name, value]) => [`row.${name}`, value]),
      ]);
    });

    it('makes a list of pieces', () => {
      const { head, between, tail, row: one } = rowsForm('xml', stay, ORIGIN);
      const list = readXml(head + [row('A'), row('B')].map(one).join(between) + tail);
      expect(list.filter(([name]) => name === 'rows.row.booking').map(([, text]) => text)).to.deep.equal(['A', 'B']);
      expect(readXml(head + tail)).to.have.length(1);
    });

    it('stays XML whatever a text holds', () => {
      const { write } = rowForm('xml', stay, ORIGIN);
      const nasty = '</booking><!--]]>&lt;&\u0001\u000b\ufffe\uffff\ud800 \r\n\t\u{1f600} \u0085\u2028';
      const [[, booking], [, note]] = readXml(write(row(nasty, '<?xml?>'))) as [[string, string], [string, string]];
      expect(booking).to.equal('</booking><!--]]>&lt;&\ufffd\ufffd\ufffd\ufffd\ufffd \r\n\t\u{1f600} \u0085\u2028');
      expect(note).to.equal('<?xml?>');
    });
  });

  describe('HTML', () => {
    const stay = table('stay', { booking: 'string', nights: 'number' });
    const nasty = '<script>alert(1)</script><img src=x onerror=alert(1)> "\'&';

    it('shows texts as texts, with our stylesheet and nothing inline', () => {
      const { head, between, tail, row: one } = rowsForm('html', stay, ORIGIN);
      const list = head + [row(nasty, 7), row(null, null)].map(one).join(between) + tail;
      for (const text of [list, rowForm('html', stay, ORIGIN).write(row(nasty, 7))]) {
        expect(text).to.match(/^<!DOCTYPE html>\n/).and.match(/<\/html>\n$/);
        expect(text).to.contain('<link rel="stylesheet" href="http://gw.example/docs/style.css">');
        expect(text).to.contain('<td class="string">&lt;script&gt;alert(1)&lt;/script&gt;');
        expect(text).to.contain('Müller &amp; &lt;b&gt;zoon&lt;/b&gt;');
        expect(text).not.to.match(/<script|<img|style=|<style|onerror=[^a]/);
      }
    });
  });

  it('shows a customer as a node with its id', () => {
    expect(customerForm('json', 'clang_42', ORIGIN).text).to.equal('{"clang_id":"clang_42"}');
    expect(readXml(customerForm('xml', 'clang_42', ORIGIN).text)).to.deep.equal([['row.clang_id', 'clang_42']]);
    expect(customerForm('html', 'clang_42', ORIGIN).text).to.contain('<h1>customer <small>clang_42</small></h1>');
  });
});
