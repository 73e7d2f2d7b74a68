import { expect } from 'chai';
import { startGateway, type TestGateway } from '../support/gateway.ts';
import { bearer, CALL, makeWebhook, MAPPING, openDesk, send } from './receiver-support.ts';

describe('a webhook', () => {
  let gateway: TestGateway;
  before(async () => { gateway = await startGateway(); });
  after(() => gateway.stop());

  const stored = async (brandId: string) => {
    const { sql } = gateway;
    const customers = await sql('customer').where({ brand_id: brandId }).orderBy('id');
    const rows = await sql('dm_row').where({ brand_id: brandId }).orderBy(['table_id', 'id']);
    return { customers, rows };
  };

  it('stores what its mapping names, and answers with the ids (webhook.md 8)', async () => {
    const desk = await openDesk(gateway);
    const { url, tokenText } = await makeWebhook(desk);
    const { status, headers, text } = await send(url, CALL, bearer(tokenText));
    expect(status, text).equal(200);
    expect(headers.get('x-clang-request-count')).equal('1');
    const { customers: [customer], rows } = await stored(desk.brand.id);
    expect(customer).include({
      email_address: 'ada@harbour.example', external_id: 'K-20811', opt_in: 'Y', created_by: desk.managerName,
    });
    expect(customer.options).eql({ frequency: 'MONTHLY' });
    expect(rows).length(3);
    const echo = JSON.parse(text) as { guest: object; stays: { extras: object[] }[] };
    expect(Object.entries(echo.guest).at(-1)).eql(['clang_customer_id', Number(customer.id)]);
    expect(Object.keys(echo.stays[0] ?? {})).eql(['booking', 'arrival', 'extras', 'clang_id']);
    expect(Object.values(echo.stays[0]?.extras[0] ?? {}).at(-1)).match(/^clang_[0-9a-f]{13}$/);
    const [history] = await gateway.sql('customer_history').where({ brand_id: desk.brand.id });
    expect(history).include({ act: 'inserted', door: 'webhook', changed_by: desk.managerName });
  });

  it('changes by its fields to deduplicate by, customers and rows, and makes what is new', async () => {
    const desk = await openDesk(gateway);
    const { url, tokenText } = await makeWebhook(desk);
    const first = await send(url, CALL, bearer(tokenText));
    const [stay] = CALL.stays;
    const again = await send(url, {
      guest: { mail: 'ADA@harbour.example', news: 'N' },
      stays: [
        { ...stay, arrival: '2026-07-05', extras: [{ line: '1', code: 'BOAT', amount: 1 }, { line: '2', code: 'BIKE' }] },
        { booking: 'Z-5522' },
      ],
    }, bearer(tokenText));
    expect(again.status, again.text).equal(200);
    const { customers, rows } = await stored(desk.brand.id);
    expect(customers).length(1);
    expect(customers[0]).include({ external_id: 'K-20811', opt_in: 'N' });
    expect(rows).length(5);
    const ids = ({ text }: { text: string }) =>
      (JSON.parse(text) as { stays: { clang_id: string }[] }).stays.map((one) => one.clang_id);
    expect(ids(again)[0]).equal(ids(first)[0]);
    expect(JSON.stringify(rows.map(({ data }) => Object.values(data as object)))).include('BOAT').include('2026-07-05');
  });

  it('takes an array of contacts, each with its own rows', async () => {
    const desk = await openDesk(gateway);
    const { url, tokenText } = await makeWebhook(desk, {
      mapping: [
        { path: '[].mail', to: { field: 'emailAddress' }, deduplicate: true },
        { path: '[].stays[].booking', to: { table: 'stay', column: 'booking' }, deduplicate: true },
      ],
    });
    const contacts = [1, 2, 3].map((number) =>
      ({ mail: `c${number}@x.example`, stays: [{ booking: 'A' }, { booking: `B${number}` }] }));
    const { status, text } = await send(url, contacts, bearer(tokenText));
    expect(status, text).equal(200);
    const { customers, rows } = await stored(desk.brand.id);
    expect(customers).length(3);
    expect(rows).length(6);
    for (const { id } of customers) expect(rows.filter(({ parent_id: parent }) => parent === id)).length(2);
    expect((JSON.parse(text) as { clang_customer_id: number }[]).map((one) => String(one.clang_customer_id)))
      .eql(customers.map(({ id }) => id as string));
  });

  it('keeps the text of numbers that no double holds, in the store and in the echo', async () => {
    const desk = await openDesk(gateway);
    const { url, tokenText } = await makeWebhook(desk, {
      mapping: [{ path: 'no', to: { field: 'externalId' }, deduplicate: true }],
    });
    const { text } = await send(url, '{"no":12345678901234567890,"price":1.10,"big":1e400}', bearer(tokenText));
    const { customers: [customer] } = await stored(desk.brand.id);
    expect(customer).include({ external_id: '12345678901234567890' });
    expect(text).equal(`{"no":12345678901234567890,"price":1.10,"big":1e400,"clang_customer_id":${String(customer.id)}}`);
  });

  it('learns from its first call, stores nothing without a mapping, and can play that call again', async () => {
    const desk = await openDesk(gateway);
    const { id, url, tokenText } = await makeWebhook(desk, {});
    const first = await send(url, CALL, bearer(tokenText));
    expect(first).include({ status: 200, text: JSON.stringify(CALL) });
    await send(url, { other: 1 }, bearer(tokenText));
    expect((await stored(desk.brand.id)).customers).length(0);
    const taught = (await desk.ask('GET', `/webhooks/${id}`)).body as { structure: object[] };
    expect(taught.structure).deep.include({ path: 'stays[].extras[].amount', kind: 'number' });
    expect(taught.structure).not.deep.include({ path: 'other', kind: 'number' });

    const mapped = await desk.ask('PATCH', `/webhooks/${id}`, { mapping: MAPPING });
    expect(mapped.status, JSON.stringify(mapped.body)).equal(200);
    const calls = (await desk.ask('GET', `/webhooks/${id}/calls`)).body as { id: string; canReplay: boolean }[];
    expect(calls).length(2);
    const replay = await desk.ask('POST', `/webhooks/${id}/calls/${calls[1]?.id ?? ''}/replay`);
    expect(replay.status, JSON.stringify(replay.body)).equal(200);
    const { customers: [customer] } = await stored(desk.brand.id);
    expect(replay.body).nested.property('guest.clang_customer_id', Number(customer.id));
    const [newest] = (await desk.ask('GET', `/webhooks/${id}/calls?limit=1`)).body as object[];
    expect(newest).include({ replayOf: calls[1]?.id, status: 200 });
  });

  it('tells records of one kind in one object apart by "of", and hangs rows under the one around them', async () => {
    const desk = await openDesk(gateway);
    const { url, tokenText } = await makeWebhook(desk, {
      mapping: [
        { path: 'guest.mail', to: { field: 'emailAddress' }, deduplicate: true },
        { path: 'partner.mail', to: { field: 'emailAddress' }, deduplicate: true, of: 'partner' },
      ],
    });
    const { text } = await send(url, { guest: { mail: 'a@x.example' }, partner: { mail: 'b@x.example' } }, bearer(tokenText));
    const { customers } = await stored(desk.brand.id);
    expect(customers.map((one) => one.email_address as string)).eql(['a@x.example', 'b@x.example']);
    expect(JSON.parse(text)).nested.property('partner.clang_customer_id', Number(customers[1].id));
    const ambiguous = await desk.ask('POST', '/webhooks', {
      name: 'ambiguous', mapping: [
        { path: 'a', to: { field: 'emailAddress' } }, { path: 'b', to: { field: 'emailAddress' }, of: 'other' },
        { path: 'c', to: { table: 'stay', column: 'booking' } },
      ],
    });
    expect(JSON.stringify(ambiguous.body)).include('could hang under');
  });
});
