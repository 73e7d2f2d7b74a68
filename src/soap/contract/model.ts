import { WSDL } from 'soap';
import { readDocumentation } from './documentation.ts';
import type { ComplexType, Contract, Field, Operation, Simple } from './shapes.ts';

/** What we read of the soap package's element objects; its own typings lack `$nillable` and others. */
interface Node {
  readonly name: string;
  readonly $name?: string;
  readonly $type?: string;
  readonly $minOccurs?: string;
  readonly $maxOccurs?: string;
  readonly $nillable?: string;
  readonly children: readonly Node[];
}

interface Definitions {
  readonly $targetNamespace: string;
  readonly schemas: Record<string, { readonly complexTypes: Record<string, Node> }>;
  readonly bindings: Record<string, { readonly methods: Record<string, Method> }>;
}

interface Method {
  readonly input: Node;
  readonly output: Node;
}

const SIMPLE: ReadonlySet<string> = new Set<Simple>(['string', 'long', 'integer', 'double', 'boolean']);

/**
 * Reads a WSDL of the contract's kind (one schema, document/literal wrapped) into our own model.
 * `version` is only noted in it. Throws when the document has a form or a type that we do not know.
 */
export async function readContract(wsdl: string, version: string): Promise<Contract> {
  const document = new WSDL(wsdl, 'clang.wsdl', {});
  await new Promise<void>((done, fail) => document.onReady((error) => (error ? fail(error) : done())));
  const definitions = document.definitions as unknown as Definitions;
  const targetNamespace = definitions.$targetNamespace;
  const schema = only(Object.values(definitions.schemas), 'schema');
  const types = Object.entries(schema.complexTypes).map(([name, node]) => complexType(name, node));
  const known: ReadonlyMap<string, ComplexType> = new Map(types.map((type) => [type.name, type]));
  const texts = readDocumentation(wsdl);
  const methods = only(Object.values(definitions.bindings), 'binding').methods;
  const operations = Object.entries(methods).map(
    ([name, method]) => operation(name, method, texts.operations.get(name) ?? ''),
  );
  const contract: Contract = Object.freeze({
    version,
    targetNamespace,
    documentation: texts.contract,
    operations: new Map(operations.map((each) => [each.name, each])),
    types: known,
  });
  refuseUnknownTypes(contract);
  return contract;
}

function operation(name: string, method: Method, documentation: string): Operation {
  return Object.freeze({
    name,
    family: name.slice(0, name.indexOf('_')),
    documentation,
    request: fields(only(method.input.children, `content of ${name}`)),
    response: fields(only(method.output.children, `content of ${name}Response`)),
  });
}

function complexType(name: string, node: Node): ComplexType {
  const all = fields(node);
  const item = all.length === 1 && all[0]?.list ? all[0] : undefined;
  return Object.freeze({ name, fields: all, item });
}

function fields(complex: Node): readonly Field[] {
  const sequence = only(complex.children.filter((child) => child.name === 'sequence'), 'sequence');
  return Object.freeze(sequence.children.filter((child) => child.name === 'element').map(field));
}

function field(element: Node): Field {
  const qualified = element.$type ?? '';
  const type = qualified.slice(qualified.indexOf(':') + 1);
  return Object.freeze({
    name: element.$name ?? '',
    type: qualified.startsWith('tns:') ? Object.freeze({ complex: type }) : simple(type),
    list: element.$maxOccurs === 'unbounded',
    nillable: element.$nillable === 'true',
    optional: element.$minOccurs === '0',
  });
}

function simple(type: string): Simple {
  // xsd:int (version 1.20) only narrows the range in the document; the wire is the same.
  if (type === 'int') return 'long';
  if (!SIMPLE.has(type)) throw new Error(`The WSDL uses xsd:${type}, which the codec does not know`);
  return type as Simple;
}

function refuseUnknownTypes(contract: Contract): void {
  const used = [
    ...[...contract.types.values()].flatMap((type) => type.fields),
    ...[...contract.operations.values()].flatMap((each) => [...each.request, ...each.response]),
  ];
  for (const { name, type } of used) {
    if (typeof type === 'object' && !contract.types.has(type.complex)) {
      throw new Error(`The WSDL gives ${name} the type ${type.complex}, which it does not declare`);
    }
  }
}

function only<T>(list: readonly T[], what: string): T {
  const [first] = list;
  if (list.length !== 1 || first === undefined) throw new Error(`The WSDL has ${list.length} times: ${what}`);
  return first;
}
