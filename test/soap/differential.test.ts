import { expect } from 'chai';
import { WSDL } from 'soap';
import { PlainForms, compileCodec, type OperationCodec, type Reading } from '../../src/soap/codec/index.ts';
import { contract, type Field } from '../../src/soap/contract/index.ts';
import { WSDL_SOURCE } from '../../src/soap/contract/contract.ts';
import { XmlReader, enterBody, enterEnvelope, leaveEnvelope } from '../../src/soap/envelope/index.ts';
import { TOKEN, randomAnswer, randomCall, type Manner } from './support/messages.ts';
import { Random } from './support/random.ts';
import { XML_LIMITS, saxesTree, type Element } from './support/saxes-tree.ts';

const SEED = 20_240_506;
const COUNT = 1500;

/** What a mutation puts in. Not U+0001 and the like: saxes takes them in CDATA sections. */
const SPLINTERS = [
  '', '<', '>', '&', '"', "'", '/', ' ', ':', '=', ']]>', '<!--', '-->', '&lt;', '<a/>', 'x', '<![CDATA[', '</',
];

/** As PHP writes, and as our fast reader likes it best. */
const PLAIN: Manner = { lead: 'ns1:', xsi: 'xsi', isShuffled: false, isSpaced: false, isNoisy: false };

describe('the codec and others on the same messages', () => {
  const codecs = compileCodec(contract, new PlainForms());
  /** Reads element by element, whatever it meets. */
  const general = compileCodec(contract, { of: () => undefined });
  let reference: WSDL;
  before(async () => {
    reference = new WSDL(WSDL_SOURCE, 'clang.wsdl', {});
    await new Promise<void>((done, fail) => reference.onReady((error) => (error ? fail(error) : done())));
  });

  function read(xml: string, operation: string, by: ReadonlyMap<string, OperationCodec> = codecs): Reading {
    const x = new XmlReader(xml, XML_LIMITS);
    const soap = enterEnvelope(x);
    enterBody(x, soap);
    const reading = by.get(operation)?.read(x);
    leaveEnvelope(x, soap);
    if (reading === undefined) throw new Error(`no ${operation}`);
    return reading;
  }

  const randomManner = (random: Random): Manner => (random.chance(0.3) ? PLAIN : {
    lead: random.pick(['', 'ns1:', 'tns:', 'ü:', 'n-1:']), xsi: random.pick(['xsi', 'i']),
    isShuffled: random.chance(0.3), isSpaced: random.chance(0.3), isNoisy: random.chance(0.5),
  });

  it('a call is read alike by the fast and the general reader, in every manner of writing', () => {
    const random = new Random(SEED);
    for (let count = 0; count < COUNT; count++) {
      const call = randomCall(random);
      const xml = call.xml(randomManner(random));
      const expected = { token: TOKEN, args: call.args, wrong: undefined };
      expect(read(xml, call.operation), `fast, message ${count}: ${xml}`).to.deep.equal(expected);
      expect(read(xml, call.operation, general), `general, message ${count}: ${xml}`).to.deep.equal(expected);
    }
  });

  it('what is wrong with a call is the same for the fast and the general reader', () => {
    const random = new Random(SEED + 4);
    const outcomes = new Set<string>();
    for (let count = 0; count < 3 * COUNT; count++) {
      const call = randomCall(random);
      const xml = mutated(random, call.xml(random.chance(0.6) ? PLAIN : randomManner(random)));
      const [fast, slow] = [codecs, general].map((by) => {
        try {
          const { wrong, ...rest } = read(xml, call.operation, by);
          return { ...rest, wrong: wrong?.message };
        } catch (error) {
          return (error as Error).message;
        }
      });
      expect(fast, xml).to.deep.equal(slow);
      outcomes.add(typeof fast === 'string' ? 'refused' : fast?.wrong === undefined ? 'read' : 'wrong');
    }
    expect([...outcomes].sort()).to.deep.equal(['read', 'refused', 'wrong']);
  });

  it('a call is read as the soap package reads it, where that keeps its values', () => {
    const random = new Random(SEED + 1);
    for (let count = 0; count < COUNT / 3; count++) {
      const call = randomCall(random, true);
      const xml = call.xml(PLAIN);
      const { Body } = reference.xmlToObject(xml) as { Body: Record<string, Record<string, unknown> | null> };
      const { uuid, ...theirs } = Body[call.operation] ?? {};
      expect(uuid).to.equal(TOKEN);
      const fields = contract.operations.get(call.operation)?.request ?? [];
      expect(loose(theirs), xml).to.deep.equal(loose(asTheirs(fields, call.args)));
    }
  });

  it('a malformed call is malformed for saxes too, and a well-formed one for both', () => {
    const random = new Random(SEED + 2);
    let malformed = 0;
    for (let count = 0; count < COUNT; count++) {
      const xml = mutated(random, randomCall(random).xml({ ...PLAIN, isNoisy: true, lead: random.pick(['', 'ns1:']) }));
      const ours = outcome(() => {
        const x = new XmlReader(xml, XML_LIMITS);
        x.root();
        x.skip();
        x.end();
      });
      const theirs = outcome(() => saxesTree(xml));
      if (theirs) malformed++;
      // What SOAP forbids is refused here and read by saxes.
      if (ours && /<[?!](?!--|\[CDATA\[)/.test(xml)) continue;
      expect(ours, xml).to.equal(theirs);
    }
    expect(malformed).to.be.within(COUNT / 4, COUNT);
  });

  it('an answer is XML in schema order that saxes and the soap package read back', () => {
    const random = new Random(SEED + 3);
    const names = [...contract.operations.keys()];
    for (let count = 0; count < COUNT; count++) {
      const operation = random.pick(names);
      const plainly = random.chance(0.5);
      const answer = randomAnswer(random, operation, plainly);
      const xml = answerXml(operation, answer);
      const [message] = saxesTree(xml).children[0]?.children[0]?.children.slice(1) ?? [];
      const field = contract.operations.get(operation)?.response.find(({ name }) => name === 'msg');
      if (message === undefined || field === undefined) throw new Error(`no msg: ${xml}`);
      expect(valueOf(field, message), xml).to.deep.equal(asWritten(field, answer));
      if (!plainly) continue;
      const { Body } = reference.xmlToObject(xml) as { Body: Record<string, { code: unknown; msg: unknown }> };
      const theirs = Body[`${operation}Response`];
      expect(theirs?.code).to.equal(0);
      expect(loose({ msg: theirs?.msg }), xml).to.deep.equal(loose(asTheirs([field], { msg: answer })));
    }
  });

  function answerXml(operation: string, answer: unknown): string {
    const head = '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/" ' +
      `xmlns:ns1="${contract.targetNamespace}" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><s:Body>`;
    const pieces = codecs.get(operation)?.write(answer, head, '</s:Body></s:Envelope>') ?? [];
    return Buffer.from(pieces.join(''), 'latin1').toString('utf8');
  }
});

/** What an element says, read by the contract: fields must stand in schema order. */
function valueOf({ type }: Field, element: Element): unknown {
  if (element.attributes['{http://www.w3.org/2001/XMLSchema-instance}nil'] === 'true') return null;
  if (typeof type === 'string') return element.text;
  const complex = contract.types.get(type.complex);
  if (complex?.item !== undefined) {
    const { item } = complex;
    return element.children.map((child) => valueOf(item, child));
  }
  const names = element.children.map(({ name }) => name.slice(name.indexOf('}') + 1));
  expect(names).to.deep.equal(complex?.fields.map(({ name }) => name));
  return Object.fromEntries((complex?.fields ?? []).map((field, index) =>
    [field.name, valueOf(field, element.children[index] as Element)]));
}

/** An answer as its elements say it: texts, and nil for what is not given. */
function asWritten({ type }: Field, value: unknown): unknown {
  if (value === null || value === undefined) return null;
  if (typeof type === 'string') return String(value);
  const complex = contract.types.get(type.complex);
  if (complex?.item !== undefined) {
    const { item } = complex;
    return (value as readonly unknown[]).map((each) => asWritten(item, each));
  }
  return Object.fromEntries((complex?.fields ?? []).map((field) =>
    [field.name, asWritten(field, (value as Record<string, unknown>)[field.name])]));
}

/** Values as the soap package shows them: longs are numbers, a list is an object with its items. */
function asTheirs(fields: readonly Field[], values: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(fields.map((field) => [field.name, theirValue(field, values[field.name])]));
}

function theirValue({ type }: Field, value: unknown): unknown {
  if (value === undefined || value === null) return undefined;
  if (typeof type === 'string') return type === 'long' || type === 'integer' ? Number(value) : value;
  const complex = contract.types.get(type.complex);
  if (complex?.item === undefined) return asTheirs(complex?.fields ?? [], value as Record<string, unknown>);
  const { item } = complex;
  return { [item.name]: (value as readonly unknown[]).map((each) => theirValue(item, each)) };
}

/** A value without what is empty or not there, which that package does not tell apart. */
function loose(value: unknown): unknown {
  if (value === null || value === '') return undefined;
  if (typeof value !== 'object') return value;
  if (Array.isArray(value)) {
    const list = value.map(loose).filter((each) => each !== undefined);
    return list.length === 0 ? undefined : list;
  }
  const entries = Object.entries(value as object).map(([name, each]) => [name, loose(each)] as const);
  const given = entries.filter(([, each]) => each !== undefined);
  return given.length === 0 ? undefined : Object.fromEntries(given);
}

/** A text with some of its characters changed, lost or doubled. */
function mutated(random: Random, text: string): string {
  let changed = text;
  for (let times = random.below(3); times >= 0; times--) {
    const at = random.below(changed.length);
    changed = changed.slice(0, at) + random.pick(SPLINTERS) + changed.slice(at + random.below(3));
  }
  return changed;
}

/** Whether it fails. */
function outcome(work: () => unknown): boolean {
  try {
    work();
    return false;
  } catch {
    return true;
  }
}
