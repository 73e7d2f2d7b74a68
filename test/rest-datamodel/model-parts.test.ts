import { expect } from 'chai';
import type { ModelDefinition } from '../../src/datamodel/index.ts';
import { startGateway, type TestGateway } from '../support/gateway.ts';
import { callerOf, changesOf, EXAMPLE, refusalOf, type Caller } from './model-calls.ts';

describe('one part of the data model definition by REST', () => {
  let gateway: TestGateway;
  before(async () => { gateway = await startGateway(); });
  after(() => gateway.stop());

  let caller: Caller;
  beforeEach(async () => {
    caller = await callerOf(gateway);
    await caller.call('PUT', '/_model', EXAMPLE);
  });

  async function model(): Promise<ModelDefinition> {
    return (await caller.call('GET', '/_model')).json as ModelDefinition;
  }
  async function table(name: string): Promise<ModelDefinition['tables'][number] | undefined> {
    return (await model()).tables.find((one) => one.name === name);
  }
  async function done(method: string, target: string, body?: unknown): Promise<string[]> {
    const answer = await caller.call(method, `/_model${target}`, body);
    expect(answer.status, answer.text).to.equal(method === 'POST' ? 201 : 200);
    expect(answer.json).to.have.property('dryRun', false);
    return changesOf(answer);
  }
  async function refused(method: string, target: string, body?: unknown): Promise<[number, string]> {
    const answer = await caller.call(method, `/_model${target}`, body);
    expect(answer.status, `${method} ${target} ${JSON.stringify(body)}: ${answer.text}`).to.be.above(399);
    return [answer.status, refusalOf(answer)];
  }

  describe('a table', () => {
    it('is added, on its own or within another one', async () => {
      const columns = [{ name: 'reason', type: 'string', description: '', unique: false }];
      expect(await done('POST', '/tables', { name: 'complaint', parent: 'stay', columns })).to.have.length.above(0);
      await done('POST', '/tables', { name: 'country' });
      expect(await table('complaint')).to.deep.equal({ name: 'complaint', description: '', columns });
      expect(await table('country')).to.deep.equal({ name: 'country', description: '', columns: [] });
      expect((await model()).contains).to.deep.include({ parent: 'stay', child: 'complaint' })
        .and.not.deep.include({ parent: 'customer', child: 'country' });
    });

    it('gets another name and description, with everything that refers to it', async () => {
      await done('PATCH', '/tables/extratype', { name: 'kind', description: 'Kinds' });
      expect(await table('extratype')).to.equal(undefined);
      expect(await table('kind')).to.include({ description: 'Kinds' });
      await done('PATCH', '/tables/stay', { name: 'visit' });
      const { contains, lookups } = await model();
      expect(contains).to.deep.equal([{ parent: 'customer', child: 'visit' }, { parent: 'visit', child: 'extra' }]);
      expect(lookups).to.deep.equal([{ table: 'extra', column: 'code', targetTable: 'kind', targetColumn: 'code' }]);
    });

    it('goes with the tables that it contains', async () => {
      await done('DELETE', '/tables/stay');
      expect((await model()).tables.map(({ name }) => name)).to.deep.equal(['extratype', 'season']);
      expect(await model()).to.deep.include({ contains: [], lookups: [] });
    });

    it('only seems to change with dryRun', async () => {
      for (const [method, target, body] of [
        ['POST', '/tables', { name: 'country' }], ['PATCH', '/tables/stay', { name: 'visit' }], ['DELETE', '/tables/season'],
      ] as const) {
        const answer = await caller.call(method, `/_model${target}?dryRun=true`, body);
        expect(answer.status).to.equal(200);
        expect(answer.json).to.have.property('dryRun', true);
        expect(changesOf(answer)).to.have.length.above(0);
      }
      expect(await model()).to.deep.equal(EXAMPLE);
    });

    it('must be there, and be no system table', async () => {
      const wrong = ['nope', 'Stay', 'customer', '__proto__', 'constructor', encodeURIComponent("x' or 1=1 --"), '%2e%2e%2fstay'];
      for (const name of wrong) {
        expect(await refused('PATCH', `/tables/${name}`, { description: '' })).to.deep.equal([404, 'TABLE_NOT_FOUND']);
        expect(await refused('DELETE', `/tables/${name}`)).to.deep.equal([404, 'TABLE_NOT_FOUND']);
        expect(await refused('POST', `/tables/${name}/columns`, { name: 'a', type: 'string' }))
          .to.deep.equal([404, 'TABLE_NOT_FOUND']);
      }
      expect(await refused('DELETE', '/tables/%ff')).to.deep.equal([400, 'REQUEST_BROKEN']);
      expect(await model()).to.deep.equal(EXAMPLE);
    });

    it('needs a name of its own that is one', async () => {
      for (const name of ['stay', 'STAY', 'customer', '', ' x', 'a b', 'a/b', '<b>', '"', '1st', '_model', 'a\u0000', 'é']) {
        for (const [method, target] of [['POST', '/tables'], ['PATCH', '/tables/season']] as const) {
          const [status] = await refused(method, target, { name });
          expect(status, `${method} ${name}`).to.equal(400);
        }
      }
      expect(await model()).to.deep.equal(EXAMPLE);
    });
  });

  describe('a column', () => {
    it('is added, with what it refers to', async () => {
      await done('POST', '/tables/season/columns', {
        name: 'extra', type: 'string', description: 'Code', lookup: { table: 'extratype', column: 'code' },
      });
      expect((await table('season'))?.columns.at(-1))
        .to.deep.equal({ name: 'extra', type: 'string', description: 'Code', unique: false });
      expect((await model()).lookups)
        .to.deep.include({ table: 'season', column: 'extra', targetTable: 'extratype', targetColumn: 'code' });
    });

    it('changes in what is named only', async () => {
      await done('PATCH', '/tables/extratype/columns/code', { name: 'kind', description: 'Short' });
      expect((await table('extratype'))?.columns[0])
        .to.deep.equal({ name: 'kind', type: 'string', description: 'Short', unique: true });
      expect((await model()).lookups)
        .to.deep.equal([{ table: 'extra', column: 'code', targetTable: 'extratype', targetColumn: 'kind' }]);
      expect(await done('PATCH', '/tables/extratype/columns/kind', {})).to.deep.equal([]);
    });

    it('goes with what refers to it', async () => {
      await done('DELETE', '/tables/extratype/columns/code');
      expect((await table('extratype'))?.columns.map(({ name }) => name)).to.deep.equal(['label', 'price']);
      expect((await model()).lookups).to.deep.equal([]);
    });

    it('must be there', async () => {
      for (const name of ['nope', 'Code', '__proto__', 'clang_id']) {
        expect(await refused('PATCH', `/tables/extra/columns/${name}`, {})).to.deep.equal([404, 'COLUMN_NOT_FOUND']);
        expect(await refused('DELETE', `/tables/extra/columns/${name}`)).to.deep.equal([404, 'COLUMN_NOT_FOUND']);
      }
    });

    it('must have a type that there is, and members that are known', async () => {
      for (const body of [{ type: 'text' }, { unique: null }, { place: 'first' }, { lookup: 'extratype' }, []]) {
        const [status] = await refused('PATCH', '/tables/extra/columns/code', body);
        expect(status, JSON.stringify(body)).to.equal(400);
      }
      expect(await model()).to.deep.equal(EXAMPLE);
    });
  });

  describe('a relation', () => {
    it('of containing is made and taken away', async () => {
      await done('POST', '/contains', { parent: 'customer', child: 'season' });
      expect((await model()).contains).to.deep.include({ parent: 'customer', child: 'season' });
      await done('DELETE', '/contains/season');
      expect(await model()).to.deep.equal(EXAMPLE);
    });

    it('of looking up is made and taken away', async () => {
      await done('DELETE', '/lookups/extra/code');
      expect((await model()).lookups).to.deep.equal([]);
      await done('POST', '/lookups', EXAMPLE.lookups[0]);
      expect(await model()).to.deep.equal(EXAMPLE);
    });

    it('is between tables and columns that there are', async () => {
      expect(await refused('POST', '/contains', { parent: 'customer', child: 'nope' })).to.deep.equal([404, 'TABLE_NOT_FOUND']);
      expect((await refused('POST', '/contains', { parent: 'nope', child: 'season' }))[0]).to.equal(400);
      expect((await refused('POST', '/contains', { parent: 'extra', child: 'stay' }))[0]).to.equal(400);
      expect(await refused('DELETE', '/lookups/extra/nope')).to.deep.equal([404, 'COLUMN_NOT_FOUND']);
      expect((await refused('POST', '/lookups', { ...EXAMPLE.lookups[0], targetColumn: 'nope' }))[0]).to.equal(400);
      expect(await model()).to.deep.equal(EXAMPLE);
    });
  });
});
