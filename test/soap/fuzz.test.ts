import { expect } from 'chai';
import http from 'node:http';
import { gzipSync } from 'node:zlib';
import { contract } from '../../src/soap/contract/index.ts';
import { randomAnswer, randomCall, TOKEN as MESSAGE_TOKEN, type Manner } from './support/messages.ts';
import { TOKEN, openDoor, post, type Reply, type TestDoor } from './support/door.ts';
import { Random } from './support/random.ts';
import { saxesTree, type Element } from './support/saxes-tree.ts';

const SEED = 97;
const COUNT = 1500;
const TYPES = [
  'text/xml; charset=utf-8', 'text/xml', 'application/soap+xml', 'text/xml; charset=utf-16',
  'text/xml; charset=iso-8859-1', 'text/plain',
];
/** What is worth to break a message with. */
const SPLINTERS = [
  '<', '>', '&', '"', "'", '/', '=', ':', ' ', '\0', '\u0001', '\r', '\n', '<!--', '-->', '<![CDATA[', ']]>', '<!DOCTYPE a [', ']>', '<?x ?>',
  '&lt;', '&#0;', '&#x41;', '&amp', '<a>', '</a>', '<a/>', ' xmlns=""', ' xmlns:s="x"', 'xsi:nil="true"', '\ufeff', '\u00ff\u00fe', '\u00e9', 'uuid',
  '<uuid>x</uuid>', '__proto__', 'Envelope', 'Body', '99999999999999999999',
];

describe('the SOAP door and broken messages', () => {
  let door: TestDoor;
  before(async () => {
    const random = new Random(SEED);
    const acts = [...contract.operations.keys()].map((operation) => [operation, () => randomAnswer(random, operation)]);
    door = await openDoor(Object.fromEntries(acts), { BODY_TIME: '5000' });
  });
  after(() => door.close());

  it(`answers ${COUNT} of them, each with XML that is an answer or a fault without internals`, async () => {
    const random = new Random(SEED);
    const agent = new http.Agent({ keepAlive: true, maxSockets: 4 });
    const kinds = new Map<string, number>();
    for (let count = 0; count < COUNT; count++) {
      const body = brokenCall(random);
      const isZipped = random.chance(0.1);
      const type = random.chance(0.7) ? TYPES[0] : random.pick(TYPES);
      const headers = { 'Content-Type': type, ...(isZipped ? { 'Content-Encoding': 'gzip' } : {}) };
      const sent = isZipped ? brokenBytes(random, gzipSync(body)) : body;
      const kind = kindOf(await post(door, sent, { headers, agent }));
      kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
    }
    agent.destroy();
    expect([...kinds.keys()]).to.include.members(['answer', '105', '202', 'Client', 'Server', 'VersionMismatch']);
    expect(kinds.get('answer')).to.be.above(COUNT / 20);
    expect(door.logged.filter(({ level }) => level !== 'info')).to.deep.equal([]);
    await door.lines(COUNT);
  });

  it('reads messages made to be slow in time that grows with their length only', async () => {
    const call = (content: string): string => '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>' +
      `<customer_insert><customer>${content}</customer></customer_insert></s:Body></s:Envelope>`;
    const many = (text: string, times = 200_000): string => text.repeat(times);
    const numbered = (count: number, make: (index: number) => string): string =>
      Array.from({ length: count }, (_, index) => make(index)).join('');
    const slow = [
      call(many('<a/>')), call(many('&lt;')), call(many('&')), call(many('<!---->')), call(many('<![CDATA[]]>')), call(many(']]&gt;')),
      call(`<title ${numbered(50_000, (index) => `a${index}="1" `)}/>`), call(`<title ${many('a="1" ')}/>`), call(many('<title>')),
      call(`<title${many(' ')}>`), call(`<title a="${many('&#65;')}"/>`), call(many('<title')), call(`<${many('a')}/>`), call(`<a:${many('a')}/>`),
      call(numbered(50_000, (index) => `<p${index}:a xmlns:p${index}="urn:${index}"/>`)), call(`<id>${many('0')}</id>`), call(`<id>${many(' ')}x</id>`),
      `<?xml version="1.0"${many(' ')}?>${call('')}`, `<?xml${many(' ')}`, many('<!--'), many('\u0001'), call(`<title>${many('\ud83d\ude00')}</title>`),
    ];
    for (const body of slow) kindOf(await post(door, body));
  });
});

/** Now and then whole, else broken in up to three places. */
function brokenCall(random: Random): Buffer {
  const manner: Manner = {
    lead: random.pick(['', 'ns1:']), xsi: 'xsi',
    isShuffled: random.chance(0.2), isSpaced: random.chance(0.2), isNoisy: random.chance(0.5),
  };
  const xml = randomCall(random).xml(manner);
  let text = random.chance(0.9) ? xml.replace(MESSAGE_TOKEN, TOKEN) : xml;
  if (random.chance(0.2)) return Buffer.from(text);
  for (let times = random.below(2); times >= 0; times--) {
    const at = random.below(text.length);
    text = text.slice(0, at) + random.pick(SPLINTERS) + text.slice(at + random.below(4));
  }
  if (random.chance(0.05)) text = text.slice(0, random.below(text.length));
  if (random.chance(0.05)) text = text.replace('soap/envelope/', 'soap/envelope');
  const bytes = Buffer.from(text, random.chance(0.8) ? 'utf8' : random.pick(['latin1', 'utf16le']));
  return random.chance(0.1) ? brokenBytes(random, bytes) : bytes;
}

function brokenBytes(random: Random, bytes: Buffer): Buffer {
  const broken = Buffer.from(bytes);
  for (let times = random.below(4); times >= 0; times--) broken[random.below(broken.length)] = random.below(256);
  return broken;
}

/** What an answer is: `answer` or a fault code. Throws when it is neither, or shows internals. */
function kindOf({ status, text, headers }: Reply): string {
  expect(headers['content-type'], text).to.match(/^(text\/xml|application\/soap\+xml); charset=utf-8$/);
  const body = saxesTree(text).children.at(-1)?.children[0] as Element;
  if (status === 200) {
    expect(body.children[0]).to.deep.include({ name: `{${contract.targetNamespace}}code`, text: '0' });
    return 'answer';
  }
  expect(body.name).to.match(/\}Fault$/);
  expect(status === 500 || (status === 400 && body.name.includes('2003')), text).to.equal(true);
  expect(text).to.not.match(/\.ts|node_modules|at Object|undefined|\[object/);
  const code = body.children[0]?.text || body.children[0]?.children.at(-1)?.text || body.children[0]?.children[0]?.text || '';
  return code.replace(/^(SOAP-ENV|env):/, '');
}
