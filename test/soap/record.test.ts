import { expect } from 'chai';
import { READ_ONLY_TOKEN, TOKEN, envelope, openDoor, operationXml, post, type TestDoor } from './support/door.ts';

const SECRET = 'zoe.visser@mail.example';

describe('what the SOAP door tells of a call', () => {
  let door: TestDoor;
  beforeEach(async () => {
    door = await openDoor({
      customer_getById: () => ({ emailAddress: SECRET }),
      customer_getByEmailAddress: () => { throw new Error('a bug'); },
    });
  });
  afterEach(() => door.close());

  it('is one line in the log and one count, with operation, brand, time and fault', async () => {
    await post(door, envelope(operationXml('customer_getById')));
    await post(door, envelope(operationXml('customer_getById', '<customerId>x</customerId>')));
    await post(door, envelope(operationXml('customer_getByEmailAddress', `<emailAddress>${SECRET}</emailAddress>`)));
    await post(door, envelope(operationXml('customer_delete', '', READ_ONLY_TOKEN)));
    await post(door, envelope(operationXml('customer_getById', '', 'wrong')));
    await post(door, envelope(operationXml('customer_fly')));
    await post(door, 'hello');
    const lines = await door.lines(7);
    const told = lines.map(({ requestId, operation, brandId, fault }) => [requestId, operation, brandId, fault]);
    expect(told).to.deep.equal([
      ['r-1', 'customer_getById', '7', undefined],
      ['r-2', 'customer_getById', '7', '105'],
      ['r-3', 'customer_getByEmailAddress', '7', '500'],
      ['r-4', 'customer_delete', '7', '203'],
      ['r-5', 'customer_getById', undefined, '202'],
      ['r-6', 'none', undefined, 'Server'],
      ['r-7', 'none', undefined, 'Client'],
    ]);
    expect(lines.every(({ ms }) => typeof ms === 'number' && ms >= 0)).to.equal(true);
    expect(door.counted).to.deep.equal([
      'customer_getById ok', 'customer_getById refused', 'customer_getByEmailAddress failed', 'customer_delete refused',
      'customer_getById refused', 'none protocol', 'none protocol',
    ]);
  });

  it('holds neither token nor address nor body nor query', async () => {
    const body = operationXml('customer_getByEmailAddress', `<emailAddress>${SECRET}</emailAddress>`);
    await post(door, envelope(body), { path: `/app/api/soap/public/index.php?secret=${TOKEN}` });
    await door.lines(1);
    const everything = JSON.stringify(door.logged);
    for (const secret of [TOKEN, SECRET, '127.0.0.1', 'secret', 'Envelope']) expect(everything).to.not.include(secret);
  });
});
