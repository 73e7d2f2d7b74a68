import { expect } from 'chai';
import { tolk } from '../cli/support.ts';
import { stopAll } from '../jobs/jobs-support.ts';
import { customersOfRunPage, type OutcomePart } from '../../src/transfer/index.ts';
import { importer, type Importer } from './import-runs-support.ts';

describe('a run of an import', () => {
  let mine: Importer;
  before(async () => { mine = await importer({ IMPORT_BATCH_MIN: '1', IMPORT_BATCH_MAX: '1' }); });
  afterEach(() => stopAll());
  after(() => mine.stop());

  it('notes whom it made, changed and found as the file has them, step by step, and nobody of bad lines', async () => {
    await mine.define({ columns: [{ column: 'externalId', field: 'externalId' }, { column: 'city', field: 'city' }] });
    mine.work();
    mine.put('in/first.csv', 'externalId;city\na;Delft\nb;Delft\n');
    await mine.run();
    mine.put('in/second.csv', 'externalId;city\na;Gent\nb;Delft\nc;Breda\nc;Breda;too many\n');
    const { id, counters } = await mine.run() as unknown as { id: string; counters: object };
    expect(counters).to.include({ inserted: 1, updated: 1, unchanged: 1 });
    const numbers = await mine.db.sql('customer').where({ brand_id: mine.brand.id }).orderBy('external_id').pluck<string[]>('id');
    const [a = '', b = '', c = ''] = numbers.map(String);
    const told = async (which: OutcomePart) => (await customersOfRunPage(mine.scope, id, { which })).ids;
    expect([await told('all'), await told('new'), await told('updated')]).to.deep.equal([[a, b, c], [c], [a]]);
    const ofCommand = (...args: string[]) =>
      tolk(['run', 'customers', id, '--brand', mine.brand.name, ...args], { ...mine.settings, DATABASE_URL: mine.db.url });
    expect(await ofCommand()).to.deep.equal({ code: 0, out: `${a}\n${b}\n${c}\n`, err: '' });
    expect((await ofCommand('--which', 'all', '--limit', '1', '--after', a)).out).to.equal(`${b}\n`);
    expect((await ofCommand('--limit', '0')).err).to.match(/limit/);
  });
});
