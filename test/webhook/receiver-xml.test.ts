import { expect } from 'chai';
import { startGateway, type TestGateway } from '../support/gateway.ts';
import { bearer, makeWebhook, openDesk, send } from './receiver-support.ts';

const MAPPING = [
  { path: 'order.guest.mail', to: { field: 'emailAddress' }, deduplicate: true },
  { path: 'order.guest.name', to: { field: 'lastname' } },
  { path: 'order.stay[].$.booking', to: { table: 'stay', column: 'booking' }, deduplicate: true },
  { path: 'order.stay[].arrival', to: { table: 'stay', column: 'arrival' } },
];
const XML = { 'content-type': 'application/xml; charset=utf-8' };

describe('a webhook that is called in XML', () => {
  let gateway: TestGateway;
  before(async () => { gateway = await startGateway(); });
  after(() => gateway.stop());

  it('stores it as it does JSON, one element or several, and echoes XML with the ids', async () => {
    const desk = await openDesk(gateway);
    const { url, tokenText } = await makeWebhook(desk, { mapping: MAPPING });
    const guest = '<guest><mail>ada@harbour.example</mail><name>Lovelace &amp; S\u00f8n</name></guest>';
    const stay = (booking: string) => `<stay booking="${booking}"><arrival>2026-07-04</arrival></stay>`;
    const one = await send(url, `<order>${guest}${stay('A')}</order>`, { ...bearer(tokenText), ...XML });
    expect(one.status, one.text).equal(200);
    expect(one.headers.get('content-type')).include('application/xml');
    const [customer] = await gateway.sql('customer').where({ brand_id: desk.brand.id });
    expect(customer).include({ email_address: 'ada@harbour.example', lastname: 'Lovelace & S\u00f8n' });
    expect(one.text).include(`<clang_customer_id>${String(customer.id)}</clang_customer_id>`)
      .match(/<stay booking="A">[^]*<clang_id>clang_[0-9a-f]{13}<\/clang_id>/);
    const two = await send(url, `<order>${guest}${stay('A')}${stay('B')}</order>`, { ...bearer(tokenText), ...XML });
    expect(two.status, two.text).equal(200);
    expect(await gateway.sql('dm_row').where({ brand_id: desk.brand.id })).length(2);
  });

  it('refuses XML that is broken, deep, wide or has a DOCTYPE, and stores nothing', async () => {
    const desk = await openDesk(gateway);
    const { url, tokenText } = await makeWebhook(desk, { mapping: MAPPING });
    const bodies = [
      '<order><guest></order>', 'order', '<!DOCTYPE a [<!ENTITY b "c">]><order>&b;</order>',
      `${'<a>'.repeat(100)}${'</a>'.repeat(100)}`, `<a>${'<b/>'.repeat(200_001)}</a>`, '<a>&nbsp;</a>',
      '<order><constructor>x</constructor></order>',
    ];
    const codes: string[] = [];
    for (const body of bodies) {
      const { status, text } = await send(url, body, { ...bearer(tokenText), ...XML });
      codes.push(`${status} ${(JSON.parse(text) as { error: { code: string } }).error.code}`);
    }
    expect(codes).eql([
      '400 XML_MALFORMED', '400 XML_MALFORMED', '400 XML_MALFORMED', '400 XML_TOO_DEEP', '413 XML_TOO_MANY', '400 XML_MALFORMED',
      '400 XML_MALFORMED',
    ]);
    expect(await gateway.sql('customer').where({ brand_id: desk.brand.id })).length(0);
  });

  it('takes an element called __proto__ for one like others', async () => {
    const desk = await openDesk(gateway);
    const { url, tokenText } = await makeWebhook(desk, { mapping: MAPPING });
    const body = '<order><guest><mail>eve@x.example</mail></guest><__proto__><name>x</name></__proto__></order>';
    const { status, text } = await send(url, body, { ...bearer(tokenText), ...XML });
    expect(status, text).equal(200);
    expect(({} as { name?: string }).name).equal(undefined);
  });
});
