import { expect } from 'chai';
import type { ModelDefinition } from '../../src/datamodel/index.ts';
import { startGateway, type TestGateway } from '../support/gateway.ts';
import { call, callerOf, changesOf, EXAMPLE, refusalOf, type Caller } from './model-calls.ts';

const EMPTY: ModelDefinition = { tables: [], contains: [], lookups: [] };

describe('the data model definition by REST', () => {
  let gateway: TestGateway;
  before(async () => { gateway = await startGateway(); });
  after(() => gateway.stop());

  async function defined(caller: Caller): Promise<ModelDefinition> {
    const { status, json } = await caller.call('GET', '/_model');
    expect(status).to.equal(200);
    return json as ModelDefinition;
  }

  async function exampleCaller(): Promise<Caller> {
    const caller = await callerOf(gateway);
    expect((await caller.call('PUT', '/_model', EXAMPLE)).status).to.equal(200);
    return caller;
  }

  describe('as a whole', () => {
    it('is empty for a new brand', async () => {
      expect(await defined(await callerOf(gateway))).to.deep.equal(EMPTY);
    });

    it('is given back as it was put', async () => {
      const caller = await callerOf(gateway);
      const put = await caller.call('PUT', '/_model', EXAMPLE);
      expect(put.json).to.have.property('dryRun', false);
      expect(changesOf(put)).to.have.length.above(3);
      expect(await defined(caller)).to.deep.equal(EXAMPLE);
      expect(changesOf(await caller.call('PUT', '/_model', EXAMPLE))).to.deep.equal([]);
    });

    it('takes what may be left out from its defaults', async () => {
      const caller = await callerOf(gateway);
      await caller.call('PUT', '/_model', { tables: [{ name: 'a', columns: [{ name: 'b', type: 'number' }] }] });
      expect(await defined(caller)).to.deep.equal({
        ...EMPTY,
        tables: [{ name: 'a', description: '', columns: [{ name: 'b', type: 'number', description: '', unique: false }] }],
      });
    });

    it('only tells what would change with dryRun', async () => {
      const caller = await exampleCaller();
      const dry = await caller.call('PUT', '/_model?dryRun=true', EMPTY);
      expect(dry.status).to.equal(200);
      expect(dry.json).to.have.property('dryRun', true);
      expect(changesOf(dry).join('\n')).to.contain('stay').and.contain('season');
      expect(await defined(caller)).to.deep.equal(EXAMPLE);
    });

    it('is served under the older root too', async () => {
      const caller = await exampleCaller();
      const { status, json } = await call(`${gateway.url}/app/api/dataextension/_model`, caller.token, 'GET');
      expect({ status, json }).to.deep.equal({ status: 200, json: EXAMPLE });
    });

    it('is that of the brand of the token', async () => {
      await exampleCaller();
      expect(await defined(await callerOf(gateway))).to.deep.equal(EMPTY);
    });
  });

  describe('refusals', () => {
    it('needs the right model, for reading too', async () => {
      const caller = await callerOf(gateway, { rights: ['data.read', 'data.write', 'manage'] });
      for (const method of ['GET', 'PUT']) {
        const answer = await caller.call(method, '/_model', method === 'PUT' ? EMPTY : undefined);
        expect([answer.status, refusalOf(answer)]).to.deep.equal([403, 'RIGHT_MISSING']);
        expect(JSON.stringify(answer)).to.include(`which ${method} /dataextension/_model needs`);
      }
      const nobody = await call(`${gateway.url}/dataextension/_model`, undefined, 'GET');
      expect([nobody.status, refusalOf(nobody)]).to.deep.equal([401, 'TOKEN_MISSING']);
    });

    it('takes the token of the query', async () => {
      const { token } = await callerOf(gateway);
      expect((await call(`${gateway.url}/dataextension/_model?token=${token}`, undefined, 'GET')).status).to.equal(200);
    });

    it('names what is wrong in a body', async () => {
      const caller = await callerOf(gateway);
      const bodies: [unknown, RegExp][] = [
        ['{"tables":', /is not JSON/],
        [undefined, /body/],
        [[], /body/],
        [{ tables: {} }, /tables.*an object/],
        [{ tables: [{ name: 'a', columns: [{ name: 'b', type: 'varchar' }] }] }, /tables\.0\.columns\.0\.type.*varchar/],
        [{ tables: [{ name: 'a', columns: [{ name: 'b', type: 'string', unique: 'yes' }] }] }, /unique.*yes/],
        [{ tables: [], more: 1 }, /more/],
        ['{"tables":[],"__proto__":{"a":1}}', /__proto__/],
        [{ tables: [{ name: "a'; drop table dm_row; --" }] }, /drop table/],
        [{ tables: [{ name: 'customer', columns: [{ name: 'a', type: 'string' }] }] }, /customer/],
        [{ tables: [{ name: 'Customer' }] }, /Customer/],
        [{ tables: [{ name: 'a' }, { name: 'A' }] }, /A/],
        [{ tables: [{ name: 'a', columns: [{ name: 'clang_id', type: 'string' }] }] }, /clang_id/],
        [{ tables: [{ name: 'a' }], contains: [{ parent: 'nope', child: 'a' }] }, /nope/],
        [{ tables: [{ name: 'a' }], contains: [{ parent: 'a', child: 'a' }] }, /a/],
      ];
      for (const [body, words] of bodies) {
        const answer = await caller.call('PUT', '/_model', body);
        expect(answer.status, `${JSON.stringify(body)} ${answer.text}`).to.equal(400);
        refusalOf(answer);
        expect(answer.text).to.match(words);
      }
      expect(await defined(caller)).to.deep.equal(EMPTY);
    });

    it('does not take members of the query that it does not know', async () => {
      const caller = await callerOf(gateway);
      for (const query of ['?dryrun=true', '?dryRun=yes', '?force=1', '?dryRun=true&dryRun=true']) {
        const answer = await caller.call('PUT', `/_model${query}`, EXAMPLE);
        expect([answer.status, refusalOf(answer)]).to.deep.equal([400, 'FIELD_VALUE']);
      }
      expect(await defined(caller)).to.deep.equal(EMPTY);
    });

    it('says which methods there are', async () => {
      const caller = await callerOf(gateway);
      const answer = await caller.call('DELETE', '/_model');
      expect([answer.status, answer.headers.get('allow'), refusalOf(answer)])
        .to.deep.equal([405, 'GET, PUT, HEAD, OPTIONS', 'METHOD_NOT_OFFERED']);
    });

    it('limits how large a definition is, and says so soon', async () => {
      const caller = await callerOf(gateway);
      const columns = Array.from({ length: 20_000 }, (_, i) => ({ name: `c${i}`, type: 'string' }));
      const wide = await caller.call('PUT', '/_model', { tables: [{ name: 'wide', columns }] });
      expect([wide.status, refusalOf(wide)]).to.deep.equal([400, 'MODEL_FORM']);
      const long = 'x'.repeat(5_000_000);
      for (const table of [{ name: long }, { name: 'a', description: long }]) {
        const answer = await caller.call('PUT', '/_model', { tables: [table] });
        expect(answer.status).to.equal(400);
        expect(answer.text).to.have.length.below(1000);
      }
      const many = await caller.call('PUT', '/_model', {
        tables: Array.from({ length: 30_000 }, (_, i) => ({ name: `t${i}`, columns: columns.slice(0, 1) })),
      });
      expect([many.status, refusalOf(many)]).to.deep.equal([400, 'MODEL_FORM']);
      expect(await defined(caller)).to.deep.equal(EMPTY);
    });
  });

  it('keeps both of two changes made at once', async () => {
    const caller = await callerOf(gateway);
    const names = Array.from({ length: 8 }, (_, i) => `t${i}`);
    const answers = await Promise.all(names.map((name) => caller.call('POST', '/_model/tables', { name })));
    expect(answers.map(({ status }) => status)).to.deep.equal(names.map(() => 201));
    expect((await defined(caller)).tables.map(({ name }) => name).sort()).to.deep.equal(names);
  });

  it('lets one of two win who add the same table', async () => {
    const caller = await callerOf(gateway);
    const answers = await Promise.all([1, 2, 3].map(() => caller.call('POST', '/_model/tables', { name: 'stay' })));
    expect(answers.map(({ status }) => status).sort()).to.deep.equal([201, 400, 400]);
    expect((await defined(caller)).tables).to.have.length(1);
  });
});
