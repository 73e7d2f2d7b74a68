import { expect } from 'chai';
import http from 'node:http';
import net from 'node:net';
import { once } from 'node:events';
import { Admission, type Place } from '../../src/soap/door/admission.ts';
import { PATH, envelope, faultOf, openDoor, operationXml, post, type TestDoor } from './support/door.ts';

const PAGE = envelope(operationXml('customerSet_getCustomers', '<resourceId>1</resourceId><offset>0</offset><size>50</size>'));

describe('admission', () => {
  const limits = { SOAP_ACTIVE: 2, SOAP_WAITING: 1, SOAP_MEMORY: 100 };

  it('lets calls be worked on up to its number, and the next one when one ends, in the order of their coming', async () => {
    const admission = new Admission({ ...limits, SOAP_WAITING: 2 });
    const places = Array.from({ length: 4 }, () => admission.enter());
    const begun: number[] = [];
    const turns = places.map((place, index) => {
      const turn = place.turn();
      if (turn === undefined) begun.push(index);
      return turn?.then(() => void begun.push(index));
    });
    expect(begun).to.deep.equal([0, 1]);
    places[1]?.leave();
    await turns[2];
    expect(begun).to.deep.equal([0, 1, 2]);
    places[0]?.rest();
    places[0]?.leave();
    await turns[3];
    expect(begun).to.deep.equal([0, 1, 2, 3]);
  });

  it('refuses more than its number of waiting calls, already at the door', async () => {
    const admission = new Admission(limits);
    const working = [admission.enter(), admission.enter()];
    for (const place of working) expect(place.turn()).to.equal(undefined);
    const [first, late] = [admission.enter(), admission.enter()];
    void first.turn();
    expect(() => late.turn()).to.throw('overloaded');
    expect(() => admission.enter()).to.throw('overloaded');
    working[0]?.leave();
    admission.enter();
  });

  it('refuses bytes above its number, and takes them again when others have left', () => {
    const admission = new Admission(limits);
    const [a, b] = [admission.enter(), admission.enter()] as [Place, Place];
    a.hold(60);
    expect(() => b.hold(41)).to.throw('overloaded');
    b.hold(40);
    a.leave();
    a.leave();
    b.hold(60);
    expect(() => b.hold(1)).to.throw('overloaded');
    b.keep(1000);
    b.leave();
    admission.enter().hold(100);
  });
});

describe('the SOAP door under load', () => {
  let door: TestDoor;
  afterEach(() => door.close());

  it('answers 2,000 page requests that come at once', async () => {
    door = await openDoor({
      async customerSet_getCustomers({ offset }: { offset?: string }) {
        await new Promise((resolve) => setImmediate(resolve));
        return [{ id: offset }];
      },
    }, { SOAP_ACTIVE: '8' });
    const agent = new http.Agent({ keepAlive: false, maxSockets: 500 });
    const asked = Array.from({ length: 2000 }, (_, page) => String(page * 50));
    const got = await Promise.all(asked.map(async (offset) => {
      const { status, text } = await post(door, PAGE.replace('<offset>0<', `<offset>${offset}<`), { agent });
      return status === 200 ? /<ns1:id>(\d+)<\/ns1:id>/.exec(text)?.[1] : text;
    }));
    expect(got).to.deep.equal(asked);
  });

  it('refuses at once what is more than may wait, and serves again afterwards', async () => {
    let go = (): void => undefined;
    const held = new Promise<void>((resolve) => { go = resolve; });
    door = await openDoor({ customerSet_getCustomers: () => held.then(() => []) }, { SOAP_ACTIVE: '1', SOAP_WAITING: '1' });
    const first = post(door, PAGE);
    while (door.acted.length === 0) await new Promise((resolve) => setImmediate(resolve));
    const others = Array.from({ length: 5 }, () => post(door, PAGE));
    const replies: number[] = [];
    for (const other of others) void other.then(({ status }) => replies.push(status));
    while (replies.length < 4) await new Promise((resolve) => setImmediate(resolve));
    expect(replies).to.deep.equal([500, 500, 500, 500]);
    go();
    const all = await Promise.all([first, ...others]);
    const refused = all.filter(({ status }) => status !== 200);
    expect(refused.map((reply) => faultOf(reply))).to.deep.equal(
      Array(4).fill({ code: 'SOAP-ENV:Server', text: 'The gateway is overloaded; try again later' }),
    );
    expect((await post(door, PAGE)).status).to.equal(200);
  });

  it('works for others while campaign_execute waits, of which so many wait at once', async () => {
    let go = (): void => undefined;
    const held = new Promise<void>((resolve) => { go = resolve; });
    const acts = { campaign_execute: () => held.then(() => []), customerSet_getCustomers: () => [] };
    door = await openDoor(acts, { SOAP_ACTIVE: '1', SOAP_EXECUTING: '2', SOAP_WAITING: '1' });
    const execute = () => post(door, envelope(operationXml('campaign_execute', '<campaignId>1</campaignId>')));
    const four = Array.from({ length: 4 }, execute);
    expect(faultOf(await Promise.race(four)).text).to.equal('The gateway is overloaded; try again later');
    expect((await post(door, PAGE)).status).to.equal(200);
    expect(door.acted.map(({ operation }) => operation))
      .to.deep.equal(['campaign_execute', 'campaign_execute', 'customerSet_getCustomers']);
    go();
    expect((await Promise.all(four)).map(({ status }) => status).sort()).to.deep.equal([200, 200, 200, 500]);
    expect((await execute()).status).to.equal(200);
  });

  it('does not work for callers who hung up while they waited', async () => {
    let go = (): void => undefined;
    const held = new Promise<void>((resolve) => { go = resolve; });
    door = await openDoor({ customerSet_getCustomers: () => held.then(() => []) }, { SOAP_ACTIVE: '1' });
    const first = post(door, PAGE);
    while (door.acted.length === 0) await new Promise((resolve) => setImmediate(resolve));
    const socket = net.connect(door.port, '127.0.0.1');
    socket.write(`POST ${PATH} HTTP/1.1\r\nHost: x\r\nContent-Length: ${PAGE.length}\r\n\r\n${PAGE}`);
    const second = post(door, PAGE);
    await door.connections(3);
    socket.destroy();
    await door.connections(2);
    go();
    await Promise.all([first, second]);
    await door.lines(3);
    expect(door.acted).to.have.length(2);
    expect([...door.counted].sort()).to.deep.equal(
      ['customerSet_getCustomers ok', 'customerSet_getCustomers ok', 'none protocol'],
    );
  });

  it('cuts off a caller who does not take a large answer', async () => {
    const customers = Array.from({ length: 20_000 }, () => ({ lastname: 'x'.repeat(1000) }));
    const acts = { customerSet_getCustomers: () => customers, customer_getAll: () => '1' };
    door = await openDoor(acts, { ANSWER_TIME: '50' });
    const socket = net.connect(door.port, '127.0.0.1');
    socket.write(`POST ${PATH} HTTP/1.1\r\nHost: x\r\nContent-Length: ${PAGE.length}\r\n\r\n${PAGE}`);
    await door.lines(1);
    let length = 0;
    socket.on('error', () => undefined);
    socket.on('data', (piece: Buffer) => { length += piece.length; });
    await once(socket, 'close');
    expect(length).to.be.below(20_000_000);
    expect((await post(door, envelope(operationXml('customer_getAll')))).status).to.equal(200);
  });
});
