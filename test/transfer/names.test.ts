import { expect } from 'chai';
import { pickFiles, resolveName } from '../../src/transfer/files/index.ts';
import type { FileStore } from '../../src/transfer/files/index.ts';
import { refusalOf } from './support.ts';

const ALL = '{Y}{m}{d}{H}{i}{s}';

describe('file names with date variables', () => {
  it('are filled in the zone of the brand', () => {
    const at = new Date('2026-12-31T23:04:09Z');
    expect(resolveName(`in/orders_${ALL}.csv`, at, 'Europe/Amsterdam')).to.equal('in/orders_20270101000409.csv');
    expect(resolveName('{Y}-{m}-{d} {H}:{i}:{s}', at, 'America/New_York')).to.equal('2026-12-31 18:04:09');
    expect(resolveName('plain.csv', at, 'UTC')).to.equal('plain.csv');
  });

  it('are filled through both changes of the clock', () => {
    const times = ['2026-03-29T00:59:59Z', '2026-03-29T01:00:00Z', '2026-10-25T00:30:00Z', '2026-10-25T01:30:00Z'];
    expect(times.map((time) => resolveName('{H}{i}{s}', new Date(time), 'Europe/Amsterdam')))
      .to.deep.equal(['015959', '030000', '023000', '023000']);
  });

  it('are refused with other variables or a single brace', () => {
    for (const pattern of ['{y}', '{Y', 'Y}', '{}', '{Y{m}}', '{constructor}', '{ Y}']) {
      expect(() => resolveName(pattern, new Date(0), 'UTC'), pattern).to.throw('the date variables are');
    }
  });
});

describe('picking files', () => {
  const named = (...names: string[]) => {
    const asked: string[] = [];
    const list = (folder: string) => {
      asked.push(folder);
      return Promise.resolve(names.map((name) => ({ name, size: 1, modifiedAt: new Date(0) })));
    };
    return { asked, store: { list } as Pick<FileStore, 'list'> as FileStore };
  };
  const when = { at: new Date('2026-03-01T12:00:00Z'), zone: 'Europe/Amsterdam' };
  const picked = async (pattern: string, ...names: string[]) =>
    (await pickFiles(named(...names).store, pattern, when)).map(({ name }) => name);

  it('takes an exact name, a pattern, and a date', async () => {
    const names = ['orders.csv', 'orders_20260301.csv', 'orders_20260301_2.csv', 'orders_20260228.csv', 'Orders.csv'];
    expect(await picked('orders.csv', ...names)).to.deep.equal(['orders.csv']);
    expect(await picked('orders_{Y}{m}{d}*.csv', ...names)).to.deep.equal(['orders_20260301.csv', 'orders_20260301_2.csv']);
    expect(await picked('orders_2026????.csv', ...names)).to.deep.equal(['orders_20260301.csv', 'orders_20260228.csv']);
    expect(await picked('*', ...names)).to.deep.equal(names);
    expect(await picked('?rders.csv', ...names)).to.deep.equal(['orders.csv', 'Orders.csv']);
  });

  it('reads nothing else into a pattern', async () => {
    const names = ['a.csv', 'abcsv', '[a].csv', '(a|b).csv', 'a\\.csv', 'a*b', 'axxb'];
    expect(await picked('a.csv', ...names)).to.deep.equal(['a.csv']);
    expect(await picked('[a].csv', ...names)).to.deep.equal(['[a].csv']);
    expect(await picked('(a|b).csv', ...names)).to.deep.equal(['(a|b).csv']);
    expect(await picked('a*b', ...names)).to.deep.equal(['a*b', 'axxb']);
    expect(await picked('', ...names)).to.deep.equal([]);
    expect(await picked('**', 'a')).to.deep.equal(['a']);
    expect(await picked('?', '😀')).to.deep.equal(['😀']);
  });

  it('takes composed and decomposed accents for the same', async () => {
    expect(await picked('caf\u00e9*.csv', 'cafe\u0301 1.csv')).to.deep.equal(['cafe\u0301 1.csv']);
  });

  it('is not stalled by a pattern with many stars', async () => {
    expect(await picked('*a'.repeat(100) + 'b', 'a'.repeat(230))).to.deep.equal([]);
  });

  it('looks in the folder of the pattern, which has no patterns of its own', async () => {
    const { asked, store } = named('a.csv');
    expect(await pickFiles(store, 'in/{Y}/a.*', when)).to.deep.include({ name: 'in/2026/a.csv', size: 1, modifiedAt: new Date(0) });
    expect(asked).to.deep.equal(['in/2026']);
    expect(await refusalOf(pickFiles(store, '../a.csv', when))).to.match(/^FIELD_VALUE Field folder/);
    expect(await refusalOf(pickFiles(store, '/etc/a.csv', when))).to.match(/^FIELD_VALUE Field folder/);
  });
});
