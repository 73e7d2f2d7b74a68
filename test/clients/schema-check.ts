import { expect } from 'chai';
import { SaxesParser } from 'saxes';
import type { Contract, Field } from '../../src/soap/contract/index.ts';

const XSI = 'http://www.w3.org/2001/XMLSchema-instance';
const FORMS: Readonly<Record<string, RegExp>> = {
  string: /^[^]*$/, long: /^-?\d+$/, integer: /^-?\d+$/, double: /^-?\d+(\.\d+)?$/, boolean: /^(true|false)$/,
};

/** An element as a strict reader sees it. */
export interface Element {
  readonly name: string;
  readonly uri: string;
  /** Attributes other than declarations of namespaces, as `{namespace}name`. */
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: Element[];
  text: string;
}

/** The operation element in the body of an envelope. Throws when the text is not well-formed. */
export function bodyOf(envelope: string): Element {
  return parse(envelope).children[0]!.children[0]!.children[0]!;
}

/**
 * Fails unless an element holds what a contract says: known children in schema order, each as often as it may be, of
 * the right form and in the right namespace, without attributes but nil where that may be.
 */
export function expectToFit(element: Element, fields: readonly Field[], contract: Contract, place: string): void {
  const order = fields.map((field) => field.name);
  const places = element.children.map((child) => order.indexOf(child.name));
  expect(places, place).to.not.include(-1);
  expect(places, place).to.deep.equal(places.toSorted((a, b) => a - b));
  for (const field of fields) {
    const here = `${place}/${field.name}`;
    const children = element.children.filter((child) => child.name === field.name);
    if (!field.optional) expect(children, here).to.have.length(1);
    else if (!field.list) expect(children.length, here).to.be.at.most(1);
    for (const child of children) expectChildToFit(child, field, contract, here);
  }
}

function expectChildToFit(child: Element, field: Field, contract: Contract, place: string): void {
  expect(child.uri, place).to.equal(contract.targetNamespace);
  const isNil = Object.keys(child.attributes).length > 0;
  if (isNil) {
    expect(field.nillable, place).to.equal(true);
    expect(child, place).to.deep.include({ attributes: { [`{${XSI}}nil`]: 'true' }, children: [], text: '' });
  } else if (typeof field.type === 'object') {
    expectToFit(child, contract.types.get(field.type.complex)!.fields, contract, place);
  } else {
    expect(child.text, place).to.match(FORMS[field.type]!);
  }
}

function parse(xml: string): Element {
  const root: Element = { name: '', uri: '', attributes: {}, children: [], text: '' };
  const open = [root];
  const parser = new SaxesParser({ xmlns: true });
  parser.on('error', (error) => { throw error; });
  parser.on('opentag', ({ local, uri, attributes }) => {
    const own = Object.values(attributes).filter(({ prefix, name }) => prefix !== 'xmlns' && name !== 'xmlns')
      .map((each) => [`{${each.uri}}${each.local}`, each.value]);
    const element: Element = {
      name: local, uri, attributes: Object.fromEntries(own) as Record<string, string>, children: [], text: '',
    };
    open.at(-1)!.children.push(element);
    open.push(element);
  });
  parser.on('text', (text) => { open.at(-1)!.text += text; });
  parser.on('closetag', () => open.pop());
  parser.write(xml).close();
  return root;
}
