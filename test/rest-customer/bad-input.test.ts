import { expect } from 'chai';
import { startGateway, type TestGateway } from '../support/gateway.ts';
import { customersStored, refusalOf, restClient, storedCustomer, type RestClient } from './support.ts';

describe('bad input to customers by REST', () => {
  let gateway: TestGateway;
  let rest: RestClient;
  let id: number;
  before(async () => {
    gateway = await startGateway();
    rest = restClient(gateway);
    ({ id } = await rest.insert({ lastname: 'Visser', options: { shoe: '42' } }));
  });
  after(() => gateway.stop());

  /** POST and PUT say the same, and nothing is stored. */
  async function refused(body: unknown): Promise<string> {
    const before = [await customersStored(gateway), await storedCustomer(gateway, id)];
    const [made, changed] = [await rest.refusal('POST', '', body), await rest.refusal('PUT', `/${id}`, body)];
    expect(changed).to.equal(made);
    expect([await customersStored(gateway), await storedCustomer(gateway, id)]).to.deep.equal(before);
    return made;
  }

  const bodies: readonly (readonly [body: string, text: RegExp])[] = [
    ['', /^400 JSON_MISSING: The call has no body/],
    ['   ', /^400 JSON_MISSING: The call has no body/],
    ['null', /^400 FIELD_VALUE: Field body: .* \(null\)$/],
    ['[{}]', /^400 FIELD_VALUE: Field body: .* \(an array\)$/],
    ['"lastname"', /^400 FIELD_VALUE: Field body: .* \(lastname\)$/],
    ['secret{', /^400 JSON_MALFORMED: The body is not JSON: Unexpected token 's'$/],
    ['{', /^400 JSON_MALFORMED: The body is not JSON: .*position 1/],
    ['{"lastname":"x"}}', /^400 JSON_MALFORMED: .*position 16/],
    ['{lastname:"secret"}', /^400 JSON_MALFORMED: (?!.*secret)/],
    ["{'lastname':'secret'}", /^400 JSON_MALFORMED: (?!.*secret)/],
    ['undefined', /^400 JSON_MALFORMED: The body is not JSON: \w/],
    ['<customer/>', /^400 JSON_MALFORMED: (?!.*customer)/],
    ['lastname=Visser', /^400 JSON_MALFORMED/],
    ['{"lastname":"a\\u0000b"}', /^400 JSON_MALFORMED: .*U\+0000/],
    ['{"lastname":"\\ud800"}', /^400 JSON_MALFORMED: .*lone surrogate/],
    ['{"options":{"\\udc00":"x"}}', /^400 JSON_MALFORMED: .*lone surrogate/],
    ['{"lastname":"a\nb"}', /^400 JSON_MALFORMED/],
    [`{"options":${'{"x":'.repeat(199)}1${'}'.repeat(200)}`, /^400 JSON_TOO_DEEP: .*more than 64/],
    [`${'['.repeat(200)}${']'.repeat(200)}`, /^400 JSON_TOO_DEEP/],
  ];
  for (const [body, text] of bodies) {
    it(`is refused as no JSON of a customer: ${body.slice(0, 30)}`, async () => {
      expect(await refused(body)).to.match(text);
    });
  }

  const members: readonly (readonly [body: string, text: string])[] = [
    ['{"lastname":true}', 'Field lastname: is not a text (true)'],
    ['{"lastname":["x"]}', 'Field lastname: is not a text (an array)'],
    ['{"lastname":{"toString":"x"}}', 'Field lastname: is not a text (an object)'],
    ['{"externalid":12345678901234567890}',
      'Field externalid: is a number whose digits JSON does not keep; give it as a text (12345678901234567000)'],
    ['{"password":true}', 'Field password: is not a text ((hidden))'],
    ['{"optin":true}', 'Field optin: is not a text (true)'],
    ['{"options":["shoe"]}', 'Field options: is not an object of names and values (an array)'],
    ['{"options":"shoe"}', 'Field options: is not an object of names and values (shoe)'],
    ['{"options":{"shoe":{"a":1}}}', 'Field options.shoe: is not a text (an object)'],
    ['{"options":{"__proto__":{"a":1}}}', 'Field options.__proto__: is not a text (an object)'],
    ['{"accounts":{"network":"n"}}', 'Field accounts: must be of type array (an object)'],
    ['{"accounts":[null]}', 'Field accounts.0: must be of type object (null)'],
    ['{"accounts":[{"network":"n","accountid":"a","__proto__":1}]}',
      'Field accounts.0.__proto__: is unknown in this body (not taken)'],
    ['{"lastName":"x"}', 'Field lastName: is unknown in this body (not taken)'],
    ['{"emailAddress":"x","shoe":"42","lastname":"y"}', 'Field emailAddress, shoe: is unknown in this body (not taken)'],
    ['{"__proto__":{"lastname":"x"}}', 'Field __proto__: is unknown in this body (not taken)'],
    ['{"constructor":{},"toString":1}', 'Field constructor, toString: is unknown in this body (not taken)'],
    ['{"passwort":"hush"}', 'Field passwort: is unknown in this body (not taken)'],
  ];
  for (const [body, text] of members) {
    it(`names what is wrong in ${body.slice(0, 50)}`, async () => {
      expect(await refused(body)).to.equal(`400 FIELD_VALUE: ${text}`);
    });
  }

  it('takes __proto__ as the name of an option, and it touches nobody else', async () => {
    const body = '{"options":{"__proto__":"own","constructor":"too"}}';
    const { text } = await rest.call('POST', '', body);
    expect(text).to.include('"options":{"__proto__":"own","constructor":"too"}');
    expect(({} as Record<string, unknown>)['own']).to.equal(undefined);
  });

  it('takes SQL as text, in every place', async () => {
    const sql = "x');drop table customer;--";
    const wish = { lastname: sql, options: { [sql]: sql }, accounts: [{ network: sql, accountid: sql }] };
    expect(await rest.insert(wish)).to.deep.include(wish);
    expect((await rest.call('GET', `?${String(new URLSearchParams({ externalid: sql }))}`)).body).to.deep.equal([]);
    expect(await rest.refusal('GET', `/${encodeURIComponent(sql)}`))
      .to.equal(`404 CUSTOMER_NOT_FOUND: Customer ${sql} not found`);
  });

  it('of an id that none can be is not found', async () => {
    for (const wrong of ['0', '-1', '1e3', '1.0', '0x1', '99999999999999999999', '9223372036854775807', 'null', 'NaN', '__proto__',
      `${id}%20`, `${id}'`, `clang_${id}`, '%F0%9F%98%80', 'x'.repeat(5000)]) {
      for (const [method, body] of [['GET'], ['DELETE'], ['PUT', { lastname: 'Other' }]] as const) {
        expect(await rest.refusal(method, `/${wrong}`, body), wrong).to.match(/^404 CUSTOMER_NOT_FOUND: Customer .* not found$/);
      }
    }
    expect(await storedCustomer(gateway, id)).to.include({ lastname: 'Visser' });
  });

  it('of a path that does not decode, or that no store can hold, is refused', async () => {
    expect((await rest.call('GET', '/%ff')).status).to.equal(400);
    expect(await rest.refusal('GET', '/1%00')).to.equal('400 FIELD_VALUE: Field id: has a character that cannot be kept (1\0)');
  });

  const queries: readonly (readonly [query: string, text: string])[] = [
    ['', 'Field query: needs one of externalid and emailaddress, and only one (an object)'],
    ['?externalid=1&emailaddress=x', 'Field query: needs one of externalid and emailaddress, and only one (an object)'],
    ['?externalid=1&externalid=2', 'Field externalid: must be of type string (an array)'],
    ['?externalId=1', 'Field externalId: is unknown in this query (not taken)'],
    ['?mobilephone=1', 'Field mobilephone: is unknown in this query (not taken)'],
    ['?externalid=1&limit=5', 'Field limit: is unknown in this query (not taken)'],
    ['?externalid[$ne]=1', 'Field externalid[$ne]: is unknown in this query (not taken)'],
    ['?__proto__=1', 'Field __proto__: is unknown in this query (not taken)'],
    ['?externalid=a%00b', 'Field externalid: has a character that cannot be kept (a\0b)'],
  ];
  for (const [query, text] of queries) {
    it(`says what is wrong with the query ${query || '(none)'}`, async () => {
      expect(await rest.refusal('GET', query)).to.equal(`400 FIELD_VALUE: ${text}`);
    });
  }

  it('of 20 MB is refused, and of 9 MB as a value too', async () => {
    const before = await customersStored(gateway);
    const large = await rest.call('POST', '', JSON.stringify({ lastname: 'x'.repeat(20 * 1024 * 1024) }));
    expect(refusalOf(large)).to.equal('413 BODY_TOO_LARGE: The body is larger than 10485760 bytes');
    expect(await rest.refusal('POST', '', { lastname: 'x'.repeat(9 * 1024 * 1024) }))
      .to.match(/^400 FIELD_VALUE: Field lastname: has more than 100 characters \(x{200}…\)$/);
    expect(await customersStored(gateway)).to.equal(before);
  });
});
