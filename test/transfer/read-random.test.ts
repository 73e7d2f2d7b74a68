import { gzipSync } from 'node:zlib';
import { expect } from 'chai';
import { parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';
import iconv from 'iconv-lite';
import { CHARSETS, type Charset } from '../../src/transfer/read/index.ts';
import { read } from './read-support.ts';

/** Numbers that are the same at each run. */
function dice(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const PARTS = ['a', 'Zoë', ' ', ';', ',', '\t', '|', '"', '""', '\'', '\n', '\r\n', '€', '0', '-', '.', '@', '\\', '=1+1', '\r'];

function table(roll: (below: number) => number, charset: Charset): string[][] {
  const parts = charset === 'windows-1252' ? PARTS : [...PARTS, '漢', '😀'];
  const width = 2 + roll(5);
  const cell = () => Array.from({ length: roll(6) }, () => parts[roll(parts.length)]).join('');
  return Array.from({ length: 1 + roll(12) }, () => Array.from({ length: width }, cell));
}

describe('random records written by csv-stringify', () => {
  it('are read back the same in every dialect and character set, as csv-parse does', async () => {
    for (let seed = 1; seed <= 600; seed++) {
      const roll = dice(seed);
      const charset = CHARSETS[seed % CHARSETS.length] ?? 'utf-8';
      const delimiter = [';', ',', '\t', '|', '.', '-', '/'][roll(7)] ?? ';';
      const quote = roll(4) === 0 ? '\'' : '"';
      const lineEnd = roll(2) === 0 ? '\n' : '\r\n';
      const records = table(roll, charset);
      const dialect = { delimiter, quote, escape: quote };
      const text = stringify(records, {
        ...dialect, record_delimiter: lineEnd, quoted: roll(2) === 0, quoted_match: /[\r\n]/, quoted_empty: true,
        eof: roll(2) === 0,
      });
      const bytes = iconv.encode(text, charset, { addBOM: charset !== 'windows-1252' && roll(2) === 0 });
      const sent = roll(5) === 0 ? gzipSync(bytes) : bytes;
      const { good, bad } = await read(sent, { delimiter, quote, charset, header: false }, {}, 1 + roll(50));
      const label = `seed ${seed}: ${JSON.stringify(text)}`;
      expect(bad, label).to.deep.equal([]);
      expect(good, label).to.deep.equal(records);
      expect(parse(text, { ...dialect, record_delimiter: lineEnd }), label).to.deep.equal(good);
    }
  });

  it('are told in whole, good or bad, whatever is done to the bytes', async () => {
    for (let seed = 1; seed <= 400; seed++) {
      const roll = dice(seed);
      const bytes = Buffer.from(stringify(table(roll, 'utf-8'), { delimiter: ';' }));
      for (let times = 1 + roll(4); times > 0; times--) bytes[roll(bytes.length)] = roll(256);
      const wish = { delimiter: ';', quote: '"', charset: 'utf-8', header: false, kind: 'csv' } as const;
      const whole = Buffer.concat([Buffer.from('x;"y"\n'), bytes, Buffer.from('\nlast;one\n')]);
      const once = await read(whole, wish);
      expect(await read(whole, wish, {}, 1), `seed ${seed}`).to.deep.equal(once);
      expect(once.good[0]).to.deep.equal(['x', 'y']);
      expect(once.good.at(-1), `seed ${seed}`).to.deep.equal(['last', 'one']);
      expect(once.good.every((cells) => cells.length === 2)).to.equal(true);
    }
  });
});
