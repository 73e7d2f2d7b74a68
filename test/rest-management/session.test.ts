import { expect } from 'chai';
import { RIGHTS } from '../../src/access/index.ts';
import { makeToken } from '../support/access.ts';
import { startGateway, type TestGateway } from '../support/gateway.ts';
import { asking, manager, refusal } from './support.ts';

/** Every address of management, with a body that it would take. */
const CALLS: readonly [method: string, path: string, body?: unknown][] = [
  ['GET', '/brand'], ['PATCH', '/brand', {}],
  ['GET', '/users'], ['POST', '/users', { name: 'nobody' }], ['GET', '/users/1'], ['DELETE', '/users/1'],
  ['POST', '/users/1/deactivate'], ['POST', '/users/1/reactivate'],
  ['GET', '/tokens'], ['POST', '/tokens', { user: '1' }], ['GET', '/tokens/1'], ['DELETE', '/tokens/1'],
  ['GET', '/options'], ['PUT', '/options/size', {}],
  ['GET', '/customers/1/history'],
];

describe('management by REST: who may', () => {
  let gateway: TestGateway;

  before(async () => {
    gateway = await startGateway({ env: { GUESS_LIMIT: '3' } });
  });
  after(() => gateway.stop());

  it('tells any token what it opens and allows', async () => {
    const { sql, brand, url } = gateway;
    const made = await makeToken(sql, { brand, rights: ['send', 'data.read'] });
    expect((await asking(url, made.token)('GET', '/session')).body).to.deep.equal({
      brand: { id: brand.id, name: brand.name, timeZone: 'Europe/Amsterdam' },
      user: made.user, tokenId: made.id, rights: ['data.read', 'send'],
    });
  });

  it('asks the right manage for everything else, and nothing but it', async () => {
    const { sql, brand, url } = gateway;
    const { token } = await makeToken(sql, { brand, rights: RIGHTS.filter((right) => right !== 'manage') });
    for (const [method, path, body] of CALLS) {
      const answer = await asking(url, token)(method, path, body);
      expect(refusal(answer), `${method} ${path}`).to.equal('403 RIGHT_MISSING');
    }
    const { ask } = await manager(gateway);
    expect((await ask('GET', '/brand')).status).to.equal(200);
  });

  it('takes a token as Authorization: Bearer only', async () => {
    const { token } = await manager(gateway);
    for (const [method, path, body] of [...CALLS, ['GET', '/session'] as const]) {
      const response = await fetch(`${gateway.url}/api/v1${path}?token=${token}`, {
        method, ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      expect([response.status, response.headers.get('www-authenticate')], `${method} ${path}`).to.deep.equal([401, 'Bearer']);
      expect(await response.json()).to.have.nested.property('error.code', 'TOKEN_MISSING');
    }
  });

  it('answers 405 with what there is for another method, and 404 for another path', async () => {
    const { ask } = await manager(gateway);
    const answer = await ask('PUT', '/users/1', {});
    expect([refusal(answer), answer.headers.get('allow')]).to.deep.equal(['405 METHOD_NOT_OFFERED', 'GET, DELETE, HEAD, OPTIONS']);
    expect(refusal(await ask('GET', '/houses'))).to.equal('404 PATH_UNKNOWN');
  });

  it('counts wrong Bearers as guesses: then even a good token is refused unless it was seen before', async () => {
    const { url } = gateway;
    const [seen, unseen] = [await manager(gateway), await manager(gateway)];
    expect((await seen.ask('GET', '/brand')).status).to.equal(200);
    for (let guess = 0; guess < 3; guess++) {
      expect(refusal(await asking(url, `wrong-${guess}`)('GET', '/brand'))).to.equal('401 TOKEN_UNKNOWN');
    }
    expect(refusal(await unseen.ask('GET', '/brand'))).to.equal('401 TOKEN_UNKNOWN');
    expect((await seen.ask('GET', '/brand')).status).to.equal(200);
  });
});
