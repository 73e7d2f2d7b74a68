/** The codec by itself: an operation's element in, what was read out; an answer in, its XML out. */
import { PlainForms, compileCodec, type Reading } from '../../../src/soap/codec/index.ts';
import { NEWEST, contractOfVersion } from '../../../src/soap/contract/index.ts';
import { XmlReader } from '../../../src/soap/envelope/index.ts';
import { XML_LIMITS } from './saxes-tree.ts';

const XSI = 'http://www.w3.org/2001/XMLSchema-instance';

/** Compiled once: what a program met teaches it to read faster, so tests share it as calls do. */
const codecs = new Map<string, ReturnType<typeof compileCodec>>();

function codecOf(version: string, operation: string) {
  let compiled = codecs.get(version);
  if (compiled === undefined) {
    compiled = compileCodec(contractOfVersion(version), new PlainForms());
    codecs.set(version, compiled);
  }
  const codec = compiled.get(operation);
  if (codec === undefined) throw new Error(`no ${operation} in ${version}`);
  return codec;
}

/** Reads the element of an operation, which may use the prefixes n (the contract) and xsi. */
export function readCall(operation: string, content: string, version = NEWEST): Reading {
  const element = `<n:${operation}>${content}</n:${operation}>`;
  const x = new XmlReader(`<e xmlns:n="urn:n" xmlns:xsi="${XSI}"><b>${element}</b></e>`, XML_LIMITS);
  x.root();
  x.child();
  x.child();
  const reading = codecOf(version, operation).read(x);
  if (x.child() || x.child()) throw new Error('the reader did not stop at the end of the operation');
  x.end();
  return reading;
}

/** The content of `msg` with its tags, as written. */
export function writeMessage(operation: string, message: unknown, version = NEWEST): string {
  const xml = Buffer.from(codecOf(version, operation).write(message, '', '').join(''), 'latin1').toString('utf8');
  const head = `<ns1:${operation}Response><ns1:code>0</ns1:code>`;
  const tail = `</ns1:${operation}Response>`;
  if (!xml.startsWith(head) || !xml.endsWith(tail)) throw new Error(`no answer of ${operation}: ${xml}`);
  return xml.slice(head.length, -tail.length);
}
