import { expect } from 'chai';
import { startGateway, type TestGateway } from '../support/gateway.ts';
import { makeToken } from '../support/access.ts';
import { until } from '../support/until.ts';
import { bearer, CALL, makeWebhook, MAPPING, openDesk, send, type Answer, type Desk } from './receiver-support.ts';

describe('a webhook that is called wrongly', () => {
  let gateway: TestGateway;
  before(async () => {
    gateway = await startGateway({ env: { WEBHOOK_CALLS: '5', WEBHOOK_BODY: '2000', WEBHOOK_RECORDS: '10' } });
  });
  after(() => gateway.stop());

  const customersOf = async ({ brand }: Desk) =>
    Number((await gateway.sql('customer').where({ brand_id: brand.id }).count())[0]?.['count']);
  const code = ({ text }: Answer) => (JSON.parse(text) as { error?: { code: string } }).error?.code;

  it('opens to its own token, to user tokens, by Bearer and by Basic; its own token opens nothing else', async () => {
    const desk = await openDesk(gateway);
    const { url, tokenText, basic } = await makeWebhook(desk);
    const other = await makeWebhook(desk, { name: 'other', mapping: MAPPING });
    const userBasic = `Basic ${Buffer.from(`anybody:${desk.userToken}`).toString('base64')}`;
    const all = [bearer(tokenText), { authorization: basic }, bearer(desk.userToken), { authorization: userBasic }];
    for (const headers of all) {
      expect((await send(url, CALL, headers)).status).equal(200);
    }
    expect(await send(other.url, CALL, bearer(tokenText))).include({ status: 401 });
    const rest = await fetch(`${gateway.url}/app/api/rest/public/v2/customer/1`, { headers: bearer(tokenText) });
    expect(rest.status).equal(401);
    expect(await customersOf(desk)).equal(1);
  });

  it('is closed to no token, wrong ones, those without the right, and those of another brand', async () => {
    const [desk, foreign] = [await openDesk(gateway), await openDesk(gateway)];
    const { url } = await makeWebhook(desk);
    const { token: reader } = await makeToken(gateway.sql, { brand: desk.brand, rights: ['data.read'] });
    const asked = [
      await send(url, CALL, {}), await send(url, CALL, bearer('nonsense')),
      await send(url, CALL, { authorization: 'Basic bm9wZQ==' }),
      await send(url, CALL, bearer(reader)), await send(url, CALL, bearer(foreign.userToken)),
    ];
    expect(asked.map((answer) => `${answer.status} ${code(answer)}`)).eql([
      '401 TOKEN_MISSING', '401 TOKEN_UNKNOWN', '401 TOKEN_UNKNOWN', '403 RIGHT_MISSING', '404 WEBHOOK_NOT_FOUND',
    ]);
    expect(await customersOf(desk)).equal(0);
    expect(await gateway.sql('webhook_call').where({ brand_id: desk.brand.id })).length(0);
  });

  it('is closed while the owner of its token is inactive, and opens again', async () => {
    const desk = await openDesk(gateway);
    const { url, tokenText } = await makeWebhook(desk);
    const setOwner = (state: string) => gateway.sql('app_user').where({ name: desk.managerName }).update({ state });
    await setOwner('inactive');
    await until(async () => (await send(url, CALL, bearer(tokenText))).status === 401);
    await setOwner('active');
    await until(async () => (await send(url, CALL, bearer(tokenText))).status === 200);
  });

  it('refuses what is no JSON, too large, no object, and what the rooms refuse; all or nothing, and noted', async () => {
    const desk = await openDesk(gateway);
    const { id, url, tokenText } = await makeWebhook(desk, { mapping: MAPPING, isLimited: false });
    const tooMany = { guest: CALL.guest, stays: Array.from({ length: 10 }, (_, n) => ({ booking: `B${n}` })) };
    const asked = [
      '{"guest":', '"text"', JSON.stringify({ guest: { mail: 'x'.repeat(3000) } }), tooMany,
      { ...CALL, guest: { ...CALL.guest, news: 'MAYBE' } },
      { ...CALL, stays: [{ booking: 'Y' }, { booking: 'Z', arrival: '2026-13-01' }] },
      { stays: CALL.stays },
      { guest: CALL.guest, stays: [{ extras: [{ line: '1' }] }] },
    ];
    const answers: Answer[] = [];
    for (const body of asked) answers.push(await send(url, body, bearer(tokenText)));
    expect(answers.map((answer) => `${answer.status} ${code(answer)}`)).eql([
      '400 JSON_MALFORMED', '400 WEBHOOK_BODY', '413 BODY_TOO_LARGE', '413 WEBHOOK_RECORDS', '400 WEBHOOK_CUSTOMER',
      '400 ROW_REFUSED', '400 WEBHOOK_PARENT', '400 WEBHOOK_PARENT',
    ]);
    expect(answers[4]?.text).include('Customer guest: Field optIn: is not one of Y, N (MAYBE); nothing was changed');
    expect(answers[5]?.text).include('Row stays[1]: Column arrival');
    expect(answers[6]?.text).include('stay of stays[], stays[0]: there is no customer around it');
    expect(await customersOf(desk)).equal(0);
    expect(await gateway.sql('dm_row').where({ brand_id: desk.brand.id })).length(0);
    const calls = (await desk.ask('GET', `/webhooks/${id}/calls?failed=true`)).body as Readonly<Record<string, unknown>>[];
    expect(calls.map((call) => call['status'])).eql([400, 400, 400, 400, 413, 413, 400, 400]);
    expect(calls.at(0)).include({ canReplay: true });
    expect(calls.at(-1)).include({ canReplay: false });
  });

  it('answers 200 to a call with nothing of its mapping, and notes that nothing was stored', async () => {
    const desk = await openDesk(gateway);
    const { id, url, tokenText } = await makeWebhook(desk);
    expect(await send(url, { gest: { mail: 'misspelt@mail.example' } }, bearer(tokenText))).include({ status: 200 });
    expect((await send(url, CALL, bearer(tokenText))).status).equal(200);
    const noted = (await desk.ask('GET', `/webhooks/${id}/calls`)).body as { error: string | null }[];
    expect(noted.map(({ error }) => error)).eql([
      null, `Nothing was stored: the body has none of the paths that the mapping names, such as ${MAPPING[0]?.path ?? ''}`,
    ]);
    expect(await customersOf(desk)).equal(1);
  });

  it('answers 429 after the daily limit of the brand, which others do not share, nor webhooks without one', async () => {
    const [desk, foreign] = [await openDesk(gateway), await openDesk(gateway)];
    const limited = await makeWebhook(desk);
    const pro = await makeWebhook(desk, { name: 'pro', mapping: MAPPING, isLimited: false });
    const counts: (string | null)[] = [];
    for (let call = 0; call < 5; call++) {
      counts.push((await send(limited.url, CALL, bearer(desk.userToken))).headers.get('x-clang-request-count'));
    }
    expect(counts).eql(['1', '2', '3', '4', '5']);
    const over = await send(limited.url, { guest: { mail: 'late@x.example' } }, bearer(desk.userToken));
    expect(`${over.status} ${code(over)}`).equal('429 WEBHOOK_LIMIT');
    expect(over.headers.get('x-clang-request-count')).equal('5');
    expect(Number(over.headers.get('retry-after'))).within(1, 25 * 3600);
    expect(await customersOf(desk)).equal(1);
    const free = await send(pro.url, CALL, bearer(desk.userToken));
    expect([free.status, free.headers.get('x-clang-request-count')]).eql([200, '1']);
    const theirs = await makeWebhook(foreign);
    expect((await send(theirs.url, CALL, bearer(theirs.tokenText))).status).equal(200);
    await gateway.sql('webhook_day').where({ brand_id: desk.brand.id }).update({ day: '2020-01-01' });
    expect((await send(limited.url, CALL, bearer(desk.userToken))).headers.get('x-clang-request-count')).equal('1');
  });

  it('follows the data model: a mapping that does not fit any more says so, and fits again', async () => {
    const desk = await openDesk(gateway);
    const { url, tokenText } = await makeWebhook(desk, { mapping: MAPPING, isLimited: false });
    expect((await send(url, CALL, bearer(tokenText))).status).equal(200);
    const column = `${gateway.url}/dataextension/_model/tables/extra/columns/code?force=true`;
    const gone = await desk.ask('DELETE', column);
    expect(gone.status, JSON.stringify(gone.body)).below(300);
    const refused = await send(url, CALL, bearer(tokenText));
    expect(refused.text).include('goes to column code, which table extra has not');
  });

  it('is refused when its mapping names what is not there, and when it is turned off or removed', async () => {
    const desk = await openDesk(gateway);
    const { id, url, tokenText } = await makeWebhook(desk);
    const targets = [
      { path: 'a', to: { field: 'shoeSize' } }, { path: 'a', to: { field: 'createdAt' } },
      { path: 'a', to: { table: 'nope', column: 'x' } }, { path: 'a', to: { table: 'desk', column: 'x' } },
      { path: 'a[]', to: { field: 'city' } }, { path: 'a..b', to: { field: 'city' } },
      { path: 'a', to: { table: 'extra', column: 'code' }, deduplicate: true },
    ];
    for (const entry of targets) {
      const { status, body } = await desk.ask('PATCH', `/webhooks/${id}`, { mapping: [entry] });
      expect(status, JSON.stringify([entry, body])).equal(400);
    }
    expect((await desk.ask('PATCH', `/webhooks/${id}`, { isOn: false })).status).equal(200);
    expect((await send(url, CALL, bearer(tokenText))).status).equal(409);
    expect((await desk.ask('DELETE', `/webhooks/${id}`)).status).equal(204);
    await until(async () => (await send(url, CALL, bearer(tokenText))).status === 401);
    expect((await send(url, CALL, bearer(desk.userToken))).status).equal(404);
  });
});
