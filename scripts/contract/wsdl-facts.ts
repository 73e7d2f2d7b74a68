import { SaxesParser, type SaxesTagNS } from 'saxes';

/** What a WSDL says, one line per fact: `type Customer/optIn` is `xsd:string 0..1 nillable`. */
export type Facts = ReadonlyMap<string, string>;

const XSD = 'http://www.w3.org/2001/XMLSchema';
const WSDL = 'http://schemas.xmlsoap.org/wsdl/';
const SOAP = 'http://schemas.xmlsoap.org/wsdl/soap/';

type Attributes = Readonly<Record<string, string>>;

/**
 * Reads a WSDL with nothing in common with the reader that the gateway uses, so that each can be held against the
 * other. Prefixes, layout, documentation and the order of operations and types do not show; the order of fields does.
 * Throws when the text is not well-formed.
 */
export function factsOfWsdl(xml: string): Facts {
  const facts = new Map<string, string>();
  const path: string[] = [];
  const messages = new Map<string, string>();
  let tns = '';
  let schema = '';
  let holder = '';
  let operation = '';
  let message = '';

  const parser = new SaxesParser({ xmlns: true });
  const qualified = (name = ''): string => {
    const [local = '', prefix = ''] = name.split(':').toReversed();
    const uri = parser.resolve(prefix) ?? '';
    return uri === XSD ? `xsd:${local}` : uri === tns ? local : `{${uri}}${local}`;
  };

  const wsdl = (local: string, at: Attributes): void => {
    const name = at['name'] ?? '';
    if (local === 'definitions') {
      tns = at['targetNamespace'] ?? '';
      facts.set('definitions', `${name} in ${tns}`);
    } else if (local === 'message') message = name;
    else if (local === 'part') messages.set(message, `${name} ${qualified(at['element'])}`);
    else if (local === 'portType') facts.set('portType', name);
    else if (local === 'binding') facts.set('binding', `${name} of ${qualified(at['type'])}`);
    else if (local === 'service') facts.set('service', name);
    else if (local === 'port') facts.set('port', `${name} of ${qualified(at['binding'])}`);
    else if (local === 'operation') operation = name;
    else if ((local === 'input' || local === 'output' || local === 'fault') && at['message'] !== undefined) {
      const carried = messages.get(qualified(at['message'])) ?? 'no such message';
      facts.set(`operation ${operation} ${local}`, carried);
    }
  };

  const soap = (local: string, at: Attributes): void => {
    if (local === 'binding') facts.set('soap:binding', `${at['style']} ${at['transport']}`);
    else if (local === 'address') facts.set('soap:address', at['location'] ?? '');
    else if (local === 'operation') facts.set(`soap:operation ${operation}`, `"${at['soapAction'] ?? ''}"`);
    else facts.set(`soap:${local} ${operation} ${path.at(-1) ?? ''}`, at['use'] ?? '');
  };

  const xsd = (local: string, at: Attributes): void => {
    const name = at['name'] ?? '';
    if (local === 'schema') {
      schema = at['targetNamespace'] ?? '';
      facts.set(`schema ${schema}`, `elementFormDefault ${at['elementFormDefault'] ?? 'unqualified'}`);
    } else if (schema !== tns) return;
    else if (local === 'complexType' && path.at(-1) === 'schema') start(`type ${name}`);
    else if (local === 'element' && path.at(-1) === 'schema') start(`element ${name}`);
    else if (local === 'element') {
      facts.set(holder, `${facts.get(holder) ?? ''} ${name}`.trim());
      facts.set(`${holder}/${name}`, fieldText(qualified(at['type']), at));
    } else if (local !== 'complexType' && local !== 'annotation' && local !== 'documentation') {
      facts.set(`${holder} content`, local);
    }
  };

  const start = (name: string): void => {
    holder = name;
    facts.set(name, '');
  };

  parser.on('error', (error) => { throw error; });
  parser.on('opentag', (tag: SaxesTagNS) => {
    const at = Object.fromEntries(Object.values(tag.attributes).map((each) => [each.name, each.value]));
    if (tag.uri === WSDL) wsdl(tag.local, at);
    else if (tag.uri === SOAP) soap(tag.local, at);
    else if (tag.uri === XSD) xsd(tag.local, at);
    path.push(tag.local);
  });
  parser.on('closetag', () => path.pop());
  parser.write(xml).close();
  return facts;
}

/**
 * The facts that the two tables of the contract give (tab-separated, first line names the columns): wrappers and types.
 * `operations` has operation, input and output_msg; `types` has type, field, xsd_type, minOccurs, maxOccurs, nillable.
 */
export function factsOfTables(operations: string, types: string): Facts {
  const facts = new Map<string, string>();
  const add = (holder: string, field: string, text: string): void => {
    facts.set(holder, `${facts.get(holder) ?? ''} ${field}`.trim());
    facts.set(`${holder}/${field}`, text);
    facts.set(`${holder} content`, 'sequence');
  };
  for (const row of rowsOf(operations)) {
    const name = row['operation'] ?? '';
    for (const parameter of (row['input'] ?? '').split(', ')) {
      const [field = '', ...type] = parameter.split(':');
      add(`element ${name}`, field, fieldText(type.join(':'), {}));
    }
    add(`element ${name}Response`, 'code', fieldText('xsd:integer', {}));
    add(`element ${name}Response`, 'msg', fieldText(row['output_msg'] ?? '', {}));
    facts.set(`operation ${name} input`, `parameters ${name}`);
    facts.set(`operation ${name} output`, `parameters ${name}Response`);
  }
  for (const row of rowsOf(types)) add(`type ${row['type']}`, row['field'] ?? '', fieldText(row['xsd_type'] ?? '', row));
  return facts;
}

function fieldText(type: string, at: Attributes): string {
  const nillable = at['nillable'] === 'true' ? ' nillable' : '';
  return `${type} ${at['minOccurs'] ?? '1'}..${at['maxOccurs'] ?? '1'}${nillable}`;
}

function rowsOf(table: string): Attributes[] {
  const [head = '', ...lines] = table.trimEnd().split('\n');
  const columns = head.split('\t');
  return lines.map((line) => Object.fromEntries(line.split('\t').map((cell, i) => [columns[i] ?? '', cell])));
}
