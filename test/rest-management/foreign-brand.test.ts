import { expect } from 'chai';
import { RIGHTS } from '../../src/access/index.ts';
import { insertCustomer } from '../../src/customer/index.ts';
import { drawing } from '../campaign/support.ts';
import { makeToken } from '../support/access.ts';
import { startGateway, type TestGateway } from '../support/gateway.ts';
import { scopeOf } from '../support/scope.ts';
import { until } from '../support/until.ts';
import { asking, manager, refusal, type Manager } from './support.ts';

type Ids = Readonly<Record<string, string>>;

interface Content {
  readonly schema?: { readonly $ref?: string };
}
interface Operation {
  readonly requestBody?: { readonly content: Readonly<Record<string, Content>> };
}
interface Call {
  readonly method: string;
  readonly path: string;
  /** Both. */
  readonly call: string;
  readonly body: unknown;
}
interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, { readonly examples?: readonly unknown[] }>> };
}

/** What a path names by a name of the brand's own, which no other can mean. */
const BY_NAME = ['name', 'object'];
const NOBODY = '999999999';
/** Where the example of the docs names what a new brand has not. */
const BODIES: Readonly<Record<string, unknown>> = {
  'PUT /api/v1/profiles/{profile}': { name: 'test', condition: { field: 'city', is: 'Ede' } },
};
/** For whatever right. */
const OPEN = ['GET /api/v1/session'];

describe('the management API', () => {
  let gateway: TestGateway;
  let mine: Manager;
  let theirs: Manager;
  let own: Ids;
  let ids: Ids;
  let calls: readonly Call[];

  before(async () => {
    gateway = await startGateway({ env: { TOLK_KEY: Buffer.alloc(32, 7).toString('base64') } });
    [mine, theirs] = [await manager(gateway), await manager(gateway)];
    ids = await belongings(theirs);
    own = await belongings(mine);
    const { paths, components } = await (await fetch(`${gateway.url}/openapi.json`)).json() as Document;
    calls = Object.entries(paths).filter(([path]) => path.startsWith('/api/v1/')).flatMap(([path, operations]) =>
      Object.entries(operations).map(([method, { requestBody }]) => {
        const name = requestBody?.content['application/json']?.schema?.$ref?.split('/').at(-1) ?? '';
        const call = `${method.toUpperCase()} ${path}`;
        const body = requestBody && (BODIES[call] ?? components.schemas[name]?.examples?.[0] ?? {});
        return { method: method.toUpperCase(), path, call, body };
      }));
  });
  after(() => gateway.stop());

  /** One of everything, called the same in each brand. */
  async function belongings({ ask, brand, user, id: token }: Manager): Promise<Ids> {
    const made = async (path: string, body: object) => {
      const answer = await ask('POST', path, body);
      expect(answer.status, `${path} ${JSON.stringify(answer.body)}`).to.be.within(200, 299);
      return String((answer.body as { id: string }).id);
    };
    const customer = (await insertCustomer(scopeOf(gateway.sql, brand), { externalId: 'K1' })).id;
    const campaign = await made('/campaigns', drawing([['in', 'startEvent', {}]]));
    await ask('POST', `/campaigns/${campaign}/start`);
    await ask('PUT', `/campaigns/${campaign}/members/${customer}`);
    await made('/locations', { name: 'crm', kind: 'folder' });
    const location = await made('/locations', { name: 'spare', kind: 'folder' });
    const importId = await made('/imports', {
      name: 'test', target: { kind: 'customers', unique: { fields: ['externalId'] } }, file: { location: 'crm', name: 'in/*.csv' },
    });
    const { id: webhook, url, tokenText } = (await ask('POST', '/webhooks', { name: 'test' })).body as Ids;
    await fetch(url ?? '', { method: 'POST', headers: { authorization: `Bearer ${tokenText}` }, body: '{}' });
    const [call] = (await ask('GET', `/webhooks/${webhook}/calls`)).body as { id: string }[];
    return {
      customer, id: customer, campaign, location, import: importId, webhook: webhook ?? '', call: call?.id ?? '', user: user.id, token,
      profile: await made('/profiles', { name: 'test', condition: { field: 'city', is: 'Delft' } }),
      export: await made('/exports', { name: 'test', source: { kind: 'all' }, file: { location: 'crm', name: 'a.csv' } }),
      trigger: await made('/triggers', { name: 'test', location: 'crm', folder: 'csv', import: 'test' }),
      run: await made('/exports/test/runs', {}),
      client: await made('/oauth-clients', { name: 'test', scopes: ['apps.webhook:execute'] }),
      subscription: await made('/subscriptions', { name: 'test', url: 'https://x.example/', events: ['run.ended'] }),
      schedule: await made('/schedules', { name: 'test', kind: 'export', subject: 'test', rule: 'daily 03:00' }),
      certificate: await made('/certificates/issue', { name: 'test', domain: 'shop.example' }),
      delivery: '0', // there is none without a subscriber that answers
    };
  }

  const named = (path: string) =>
    [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name).filter((name) => !BY_NAME.includes(name));
  const filled = (path: string, by: (name: string) => string) =>
    path.slice('/api/v1'.length).replace(/\{(\w+)\}/g, (_all, name: string) => (BY_NAME.includes(name) ? 'in' : by(name)));
  /** All that is stored of a brand once no job has anything to do, or soon, but when its tokens were used. */
  async function stateOf({ brand }: Manager): Promise<object> {
    await until(async () => (await gateway.sql('graphile_worker.jobs').whereRaw(`run_at <= now() + interval '10 seconds'`)).length === 0);
    const tables = await gateway.sql('information_schema.columns').where({ table_schema: 'public', column_name: 'brand_id' })
      .orderBy('table_name').pluck<string[]>('table_name');
    return Object.fromEntries(await Promise.all(tables.map(async (table) => {
      const { rows } = await gateway.sql.raw<{ rows: { all: string }[] }>(`
        select string_agg(l.line, e'\\n' order by l.line) as all
        from ?? t, lateral (select (to_jsonb(t) - array['last_used_at', 'last_active_at'])::text as line) as l
        where brand_id = ?`, [table, brand.id]);
      return [table, rows[0]?.all];
    })));
  }

  it('takes an id of another brand for one that nobody has', async () => {
    await gateway.sql('run').where({ brand_id: theirs.brand.id }).update({ state: 'done', ended_at: gateway.sql.fn.now() });
    const before = await stateOf(theirs);
    const found: string[] = [];
    for (const { method, path, call, body } of calls.filter((one) => named(one.path).length > 0)) {
      const last = named(path).at(-1);
      const parents = [(name: string) => ids[name] ?? '', (name: string) => own[name] ?? ''];
      for (const parent of parents.slice(0, named(path).length)) {
        const ask = (id: string) => mine.ask(method, filled(path, (name) => (name === last ? id : parent(name))), body);
        const answer = refusal(await ask(ids[last ?? ''] ?? `no ${last}`));
        expect(answer, call).to.equal(refusal(await ask(NOBODY)));
        if (!answer.startsWith('404 ')) found.push(`${call} ${answer}`);
      }
    }
    expect(found).to.deep.equal([]);
    expect(await stateOf(theirs)).to.deep.equal(before);
  });

  it('is closed to tokens with all other rights', async () => {
    const { token } = await makeToken(gateway.sql, { brand: mine.brand, rights: RIGHTS.filter((right) => right !== 'manage') });
    const ask = asking(gateway.url, token);
    const before = await stateOf(mine);
    for (const { method, path, call, body } of calls) {
      if (OPEN.includes(call)) continue;
      expect(refusal(await ask(method, filled(path, () => '1'), body)), call).to.equal('403 RIGHT_MISSING');
    }
    expect(await stateOf(mine)).to.deep.equal(before);
  });
});
