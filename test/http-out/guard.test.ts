import { expect } from 'chai';
import { isInside } from '../../src/http-out/inside.ts';
import { client, closeAll, httpServer, refusalOf } from './support.ts';

const INSIDE = [
  '127.0.0.1', '127.255.255.254', '0.0.0.0', '10.1.2.3', '172.16.0.1', '172.31.255.255', '192.168.1.1',
  '169.254.169.254', '100.64.0.1', '100.100.100.200', '192.0.0.192', '198.18.0.1', '224.0.0.1', '239.255.255.255',
  '255.255.255.255', '::', '::1', 'fe80::1', 'fe80::1%eth0', 'fc00::1', 'fd00:ec2::254', 'ff02::1', '::ffff:127.0.0.1',
  '::ffff:7f00:1', '::ffff:8.8.8.8', '::127.0.0.1', '64:ff9b::a00:1', '2002:7f00:1::', '2001:0:7f00:1::', 'no address',
];
const OUTSIDE = ['8.8.8.8', '172.32.0.1', '100.128.0.1', '192.1.0.1', '2606:4700::1111', '2a00:1450::1'];

describe('the house that outgoing calls do not enter', () => {
  afterEach(closeAll);

  it('has these addresses, and not those', () => {
    expect(INSIDE.filter((address) => !isInside(address))).to.deep.equal([]);
    expect(OUTSIDE.filter(isInside)).to.deep.equal([]);
  });

  it('is not entered by an address, however it is written', async () => {
    const { port, seen } = await httpServer((_request, response) => void response.end());
    for (const host of [
      '127.0.0.1', '127.1', '2130706433', '0x7f000001', '0177.0.0.1', '[::1]', '[::ffff:127.0.0.1]', '[::]', '0.0.0.0',
      '①②⑦.0.0.1', '127。0。0。1',
    ]) {
      const said = await refusalOf(client({}).request({ method: 'GET', url: `http://${host}:${port}/secret` }));
      expect(said, host).to.match(/^HTTP_OUT_PRIVATE /).and.not.to.contain('secret');
    }
    expect(seen).to.deep.equal([]);
  });

  it('is not entered by a name', async () => {
    const { port, seen } = await httpServer((_request, response) => void response.end());
    for (const host of ['localhost', 'LOCALHOST']) {
      const said = await refusalOf(client({}).request({ method: 'GET', url: `http://${host}:${port}/` }));
      expect(said).to.match(/^HTTP_OUT_PRIVATE /);
    }
    expect(seen).to.deep.equal([]);
  });

  it('is not entered by a name that leads outside too', async () => {
    const { port, seen } = await httpServer((_request, response) => void response.end());
    const lookup = () => Promise.resolve([{ address: '192.0.1.1', family: 4 }, { address: '127.0.0.1', family: 4 }]);
    const said = await refusalOf(client({}, { lookup }).request({ method: 'GET', url: `http://two.example:${port}/` }));
    expect(said).to.match(/^HTTP_OUT_PRIVATE two\.example /);
    expect(seen).to.deep.equal([]);
  });

  it('is not entered by a name that leads elsewhere at the second look', async () => {
    const { port, seen } = await httpServer((_request, response) => void response.end());
    const looks: string[] = [];
    const answers = ['127.0.0.2', '127.0.0.1'];
    const lookup = (host: string) => {
      looks.push(host);
      return Promise.resolve([{ address: answers.shift() ?? '127.0.0.1', family: 4 }]);
    };
    // The first answer is good here; nothing listens there, and nobody looks again.
    const careless = client({ HTTP_OUT_ALLOW: '127.0.0.2' }, { lookup });
    const said = await refusalOf(careless.request({ method: 'GET', url: `http://rebind.example:${port}/` }));
    expect(said).to.equal('HTTP_OUT_AWAY rebind.example does not answer: nothing listens there');
    expect(looks).to.deep.equal(['rebind.example']);
    expect(await refusalOf(careless.request({ method: 'GET', url: `http://rebind.example:${port}/` })))
      .to.match(/^HTTP_OUT_PRIVATE /);
    expect(seen).to.deep.equal([]);
  });

  it('is left by the next address of a name where the first is dead', async () => {
    const { port, seen } = await httpServer((_request, response) => void response.end());
    const lookup = () => Promise.resolve([{ address: '127.0.0.2', family: 4 }, { address: '127.0.0.1', family: 4 }]);
    const out = client({ HTTP_OUT_ALLOW: '127.0.0.0/8' }, { lookup });
    expect(await out.request({ method: 'GET', url: `http://two.example:${port}/` })).to.include({ status: 200 });
    expect(seen[0]?.headers).to.include({ host: `two.example:${port}` });
  });

  it('is not waited for: a look-up has HTTP_OUT_CONNECT_TIME, and one without an address is told', async () => {
    const slow = client({ HTTP_OUT_CONNECT_TIME: '200' }, { lookup: () => new Promise(() => undefined) });
    expect(await refusalOf(slow.request({ method: 'GET', url: 'http://slow.example/' })))
      .to.equal('HTTP_OUT_AWAY slow.example does not answer: no connection in time');
    const empty = client({}, { lookup: () => Promise.resolve([]) });
    expect(await refusalOf(empty.request({ method: 'GET', url: 'http://empty.example/' })))
      .to.equal('HTTP_OUT_AWAY empty.example does not answer: it has no address');
  });

  it('opens to what HTTP_OUT_ALLOW names, and to nothing else', async () => {
    const { port } = await httpServer((_request, response) => void response.end('in'));
    const lookup = () => Promise.resolve([{ address: '127.0.0.1', family: 4 }]);
    for (const [allow, host, isIn] of [
      ['127.0.0.1', '127.0.0.1', true], ['127.0.0.0/8', 'any.example', true], ['crm.example', 'CRM.example.', true],
      ['crm.example', 'other.example', false], ['127.0.0.2, 10.0.0.0/8', '127.0.0.1', false],
      ['crm.example', '127.0.0.1', false], ['::/0', '127.0.0.1', false],
    ] as const) {
      const call = client({ HTTP_OUT_ALLOW: allow }, { lookup }).request({ method: 'GET', url: `http://${host}:${port}/` });
      expect(await refusalOf(call), `${host} by ${allow}`).to.match(isIn ? /^no refusal/ : /^HTTP_OUT_PRIVATE/);
    }
  });

  it('wants entries of HTTP_OUT_ALLOW that can be read', () => {
    for (const entry of ['10.0.0.0/33', '127.0.0.1:8080', 'shop.example:443', 'http://shop.example', '[::1]']) {
      expect(() => client({ HTTP_OUT_ALLOW: entry })).to.throw(`HTTP_OUT_ALLOW: ${entry}`);
    }
  });
});
