import { expect } from 'chai';
import { TOKEN, envelope, faultOf, openDoor, operationXml, post, type TestDoor } from './support/door.ts';

describe('a SOAP call', () => {
  let door: TestDoor;
  beforeEach(async () => {
    door = await openDoor({
      customer_getById: ({ customerId }: { customerId?: string }) => ({ id: customerId, lastname: 'Visser' }),
    });
  });
  afterEach(() => door.close());

  it('reaches the act with typed arguments and comes back in schema order', async () => {
    const reply = await post(door, envelope(operationXml('customer_getById', '<customerId>14880</customerId>')));
    expect(reply.status).to.equal(200);
    expect(reply.text).to.match(/<ns1:code>0<\/ns1:code><ns1:msg><ns1:complaintCount xsi:nil="true"\/>/);
    expect(reply.text).to.include('<ns1:id>14880</ns1:id><ns1:title xsi:nil="true"/><ns1:lastname>Visser</ns1:lastname>');
    expect(door.acted).to.have.length(1);
    expect(door.acted[0]).to.deep.include({ operation: 'customer_getById', args: { customerId: '14880' } });
    expect(door.acted[0]?.call).to.deep.include({ version: '1.24', requestId: 'r-1' });
  });

  it('is refused with 202 when the token is wrong, before anything is done', async () => {
    const request = operationXml('customer_getById', '<customerId>x</customerId>', `${TOKEN}x`);
    const reply = await post(door, envelope(request));
    expect(faultOf(reply)).to.deep.equal({ code: '202', text: 'The token is unknown or not active' });
    expect(door.acted).to.deep.equal([]);
  });
});
