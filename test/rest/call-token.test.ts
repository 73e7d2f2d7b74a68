import { expect } from 'chai';
import { makeToken } from '../support/access.ts';
import { startGateway, type TestGateway } from '../support/gateway.ts';
import { sendRaw } from '../support/raw-http.ts';
import { send } from '../support/wire.ts';
import { call, outcomeOf, PATH } from './call-support.ts';

describe('the token of a REST call', () => {
  let gateway: TestGateway;
  before(async () => { gateway = await startGateway({ env: { GUESS_LIMIT: '1000' } }); });
  after(() => gateway.stop());

  const found = `${PATH}?externalid=1`;
  const ask = async (query: string, headers = {}) =>
    outcomeOf(await send(gateway, '', { method: 'GET', path: found + query, headers }));

  it('comes in the header or, for legacy addresses, in the query', async () => {
    const { token } = gateway;
    for (const authorization of [`Bearer ${token}`, `bearer ${token}`, `BEARER   ${token}`]) {
      expect(await ask('', { authorization }), authorization).to.equal('200');
    }
    expect(await ask(`&token=${token}`)).to.equal('200');
    expect(await ask(`&token=%20${token}%0A`)).to.equal('200');
  });

  it('is missed with a hint when there is none', async () => {
    const { headers, text } = await send(gateway, '', { method: 'GET', path: found });
    expect(headers['www-authenticate']).to.equal('Bearer');
    expect(headers['x-deployteq-api-error']).to.match(/^The token is missing: .*\?token=/);
    expect(text).to.match(/"code":"TOKEN_MISSING"/);
    for (const query of ['', '&token=', '&token=%20', '&Token=x', '&uuid=x', '&token[]=x']) {
      expect(await ask(query.replace('x', gateway.token)), query).to.equal('401 TOKEN_MISSING');
    }
  });

  it('is wrong in every other form', async () => {
    const { token } = gateway;
    const basic = Buffer.from(`${token}:`).toString('base64');
    for (const authorization of ['', 'Bearer', 'Bearer ', token, `Basic ${basic}`, `Bearer ${token} ${token}`, `Bearer ${token},`,
      `Bearer "${token}"`, `Bearer: ${token}`, `Bearer\t${token}`, `Bearer ${token}\u00e9`, `Bearer ${'a'.repeat(5000)}`, 'Bearer __proto__',
      "Bearer ' or 1=1 --", 'Bearer %00']) {
      expect(await ask('', { authorization }), authorization).to.equal('401 TOKEN_UNKNOWN');
      expect(await ask(`&token=${token}`, { authorization }), `${authorization} and a good one`).to.equal('401 TOKEN_UNKNOWN');
    }
    for (const query of ['nobody', '%00', '%ff', token.slice(1), `${token}0`, 'x'.repeat(5000), `${token}&token=${token}`, `x&token=${token}`]) {
      expect(await ask(`&token=${query}`), query).to.equal('401 TOKEN_UNKNOWN');
    }
  });

  it('cannot be smuggled by a second header, and no header by a line feed', async () => {
    const head = `GET ${found} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n`;
    const good = `Authorization: Bearer ${gateway.token}\r\n`;
    expect(await sendRaw(gateway.url, `${head}Authorization: Bearer x\r\n${good}\r\n`)).to.match(/^HTTP\/1.1 401 /);
    expect(await sendRaw(gateway.url, `${head}Authorization: Bearer x\u0000\r\n\r\n`)).to.match(/^HTTP\/1.1 400 /);
    const answer = await sendRaw(gateway.url, `GET ${PATH}/%0d%0aX-Evil:%201 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n${good}\r\n`);
    expect(answer).to.match(/^HTTP\/1.1 404 /).and.match(/X-Deployteq-API-Error: .*\\u\{d\}\\u\{a\}X-Evil/i);
    expect(answer).to.not.match(/^X-Evil/m);
  });

  it('is asked for before anything else is looked at', async () => {
    const headers = { Authorization: 'Bearer wrong' };
    for (const wish of [{ body: '{' }, { body: Buffer.alloc(11_000_000, 0x20) }, { path: '/1', method: 'DELETE' },
      { path: '?nonsense=1', method: 'GET' }, { headers: { 'Content-Encoding': 'br' } }]) {
      expect(outcomeOf(await call(gateway, { ...wish, headers: { ...wish.headers, ...headers } }))).to.equal('401 TOKEN_UNKNOWN');
    }
  });

  it('needs the right of the call', async () => {
    const { token } = await makeToken(gateway.sql, { brand: gateway.brand, rights: ['data.read'] });
    const headers = { Authorization: `Bearer ${token}` };
    expect(outcomeOf(await call(gateway, { method: 'GET', path: '?externalid=1', headers }))).to.equal('200');
    for (const wish of [{ body: '{}' }, { method: 'PUT', path: '/1', body: '{}' }, { method: 'DELETE', path: '/1' }]) {
      const answer = await call(gateway, { ...wish, headers });
      expect(outcomeOf(answer)).to.equal('403 RIGHT_MISSING');
      expect(answer.headers['x-deployteq-api-error']).to.match(/^This token lacks the right data\.write, which (POST|PUT|DELETE) /);
    }
    const { token: writer } = await makeToken(gateway.sql, { brand: gateway.brand, rights: ['data.write'] });
    const read = { method: 'GET', path: '/1', headers: { Authorization: `Bearer ${writer}` } };
    expect(outcomeOf(await call(gateway, read))).to.equal('403 RIGHT_MISSING');
  });

  it('stands in no answer and in no log', async () => {
    const answers = [
      await send(gateway, '{}', { path: `${PATH}?token=${gateway.token}`, headers: { 'Content-Type': 'application/json' } }),
      await send(gateway, '{', { path: `${PATH}?token=${gateway.token}` }),
      await send(gateway, '', { method: 'GET', path: `${PATH}?token=${gateway.token}&x=1` }),
    ];
    expect(answers.map(({ status }) => status)).to.deep.equal([201, 400, 400]);
    expect(JSON.stringify(answers.map(({ headers, text }) => ({ headers, text })))).to.not.include(gateway.token);
    expect(JSON.stringify(gateway.lines)).to.not.include(gateway.token).and.not.include('?');
    expect(answers[0]?.headers).to.include({ 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' });
  });
});
