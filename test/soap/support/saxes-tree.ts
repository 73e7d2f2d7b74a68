/** The same small tree of a document from two readers: ours and saxes, the reference for what is well-formed. */
import { SaxesParser } from 'saxes';
import { XmlReader } from '../../../src/soap/envelope/index.ts';

/** An element; text is what stands directly in it, put together. */
export interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: Element[];
  text: string;
}

export const XML_LIMITS = { MAX_DEPTH: 64, MAX_PREFIXES: 100 };

const XMLNS = 'http://www.w3.org/2000/xmlns/';

/** Reads with saxes. Throws when the document is not well-formed. */
export function saxesTree(text: string): Element {
  const parser = new SaxesParser({ xmlns: true });
  const open: Element[] = [{ name: '', attributes: {}, children: [], text: '' }];
  parser.on('error', (error) => { throw error; });
  parser.on('opentag', ({ uri, local, attributes }) => {
    const kept = Object.values(attributes).filter((each) => each.uri !== XMLNS);
    const element: Element = {
      name: `{${uri}}${local}`,
      attributes: Object.fromEntries(kept.map((each) => [`{${each.uri}}${each.local}`, each.value])),
      children: [], text: '',
    };
    open.at(-1)?.children.push(element);
    open.push(element);
  });
  parser.on('closetag', () => void open.pop());
  const addText = (piece: string): void => {
    const element = open.at(-1);
    if (element !== undefined) element.text += piece;
  };
  parser.on('text', addText);
  parser.on('cdata', addText);
  parser.write(text).close();
  const root = open[0]?.children[0];
  if (root === undefined) throw new Error('no root element');
  return root;
}

/** Reads with our reader, which gives texts of leaves only. @param asked names of attributes to ask for */
export function ownTree(text: string, asked: readonly (readonly [string, string])[] = []): Element {
  const x = new XmlReader(text, XML_LIMITS);
  x.root();
  const root = element(x, asked);
  x.end();
  return root;
}

function element(x: XmlReader, asked: readonly (readonly [string, string])[]): Element {
  const name = `{${x.namespace()}}${x.local}`;
  const attributes: Record<string, string> = {};
  for (const [namespace, local] of asked) {
    const value = x.attribute(namespace, local);
    if (value !== undefined) attributes[`{${namespace}}${local}`] = value;
  }
  const children: Element[] = [];
  while (x.child()) children.push(element(x, asked));
  return { name, attributes, children, text: '' };
}

/** Reads the text of the root element, which holds no elements. */
export function ownText(text: string): string | undefined {
  const x = new XmlReader(text, XML_LIMITS);
  x.root();
  const content = x.text();
  x.end();
  return content;
}

/** A tree without its texts. */
export function withoutText({ name, attributes, children }: Element): Element {
  return { name, attributes, children: children.map(withoutText), text: '' };
}
