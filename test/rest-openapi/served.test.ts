import { expect } from 'chai';
import { RIGHTS } from '../../src/access/index.ts';
import { makeToken } from '../support/access.ts';
import { startGateway, type TestGateway } from '../support/gateway.ts';
import { define, EXAMPLE } from './model.ts';
import { operationsOf, type Document } from './sample.ts';

describe('what the OpenAPI document tells of', () => {
  let gateway: TestGateway;
  let document: Document;

  before(async () => {
    gateway = await startGateway();
    const { scope, token } = await makeToken(gateway.sql, { brand: gateway.brand });
    await define(scope, EXAMPLE);
    const answer = await fetch(`${gateway.url}/openapi.json`, { headers: { authorization: `Bearer ${token}` } });
    document = await answer.json() as Document;
  });

  after(() => gateway.stop());

  it('is served, every operation, and asks for a token first', async () => {
    const operations = operationsOf(document);
    expect(operations.length).to.be.greaterThan(40);
    for (const { path, method, security, operationId } of operations) {
      const { status } = await fetch(addressOf(path), { method: method.toUpperCase() });
      expect(status, operationId).to.equal(security.length === 0 ? 200 : 401);
    }
  });

  it('takes a token in the address exactly where it says so', async () => {
    for (const { path, method, security, operationId } of operationsOf(document)) {
      if (security.length === 0 || path === '/api/v1/session') continue;
      const address = `${addressOf(path)}?token=${await tokenWithout(security[0]?.['bearer'])}`;
      const { status } = await fetch(address, { method: method.toUpperCase() });
      expect(status, operationId).to.equal(security.some((one) => 'token' in one) ? 403 : 401);
    }
  });

  it('needs exactly the right that it names', async () => {
    for (const { path, method, security, operationId } of operationsOf(document)) {
      const rights = security[0]?.['bearer'] ?? [];
      if (rights.length === 0) continue;
      const headers = { authorization: `Bearer ${await tokenWithout(rights)}` };
      const answer = await fetch(addressOf(path), { method: method.toUpperCase(), headers });
      expect(await answer.json(), operationId).to.have.nested.property('error.message')
        .that.includes(`lacks the right ${rights.join()},`);
    }
  });

  it('needs no body where a call on something has nothing that must be said', async () => {
    const { token } = await makeToken(gateway.sql, { brand: gateway.brand, rights: RIGHTS });
    const headers = { authorization: `Bearer ${token}` };
    const refused = [];
    for (const { path, method } of operationsOf(document)) {
      if (method !== 'post' || !path.startsWith('/api/v1/') || !path.includes('{')) continue;
      const call = async (body?: string) =>
        await (await fetch(addressOf(path), { method, headers, ...(body === undefined ? {} : { body }) })).text();
      if ((await call()).includes('JSON_MISSING') && !(await call('{}')).includes('FIELD_VALUE')) refused.push(path);
    }
    expect(refused).to.deep.equal([]);
  });

  const addressOf = (path: string) => gateway.url + path.replaceAll(/\{[^}]+\}/g, '1');

  const made = new Map<string, string>();
  async function tokenWithout(lacking: readonly string[] = []): Promise<string> {
    const key = lacking.join();
    const known = made.get(key);
    if (known !== undefined) return known;
    const rights = RIGHTS.filter((right) => !lacking.includes(right));
    const { token } = await makeToken(gateway.sql, { brand: gateway.brand, rights });
    made.set(key, token);
    return token;
  }
});
