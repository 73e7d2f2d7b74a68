import type { Contract, Field, Simple } from '../../src/soap/contract/index.ts';

const TYPESCRIPT: Record<Simple, string> = {
  string: 'string', long: 'string', integer: 'string', double: 'number', boolean: 'boolean',
};

const HEAD = `// Made from wsdl/clang-1.24.wsdl by "npm run generate"; not edited by hand.

/*
 * xsd:long and xsd:integer are canonical digit text, xsd:double a number, lists plain arrays.
 * In an answer undefined and null are nil (absent before 1.24), '' is an empty element. An argument is undefined when
 * absent, nil or empty, but for xsd:string, where empty is ''; the token (uuid) is not among them.
 */
`;

/** The TypeScript types of every complex type and operation of the contract, as the text of a module. */
export function contractTypes(contract: Contract): string {
  const types = [...contract.types.values()]
    .filter((type) => type.item === undefined)
    .map((type) => `export interface ${type.name} {\n${type.fields.map((each) =>
      `  ${each.name}?: ${typeOf(each, contract)} | null | undefined;\n`).join('')}}\n`);
  const operations = [...contract.operations.values()].map(({ name, request, response }) => {
    const args = request.filter((each) => each.name !== 'uuid')
      .map((each) => `      ${each.name}?: ${typeOf(each, contract)} | undefined;\n`);
    const [, msg] = response;
    if (msg === undefined) throw new Error(`${name} answers no msg`);
    const shape = args.length === 0 ? 'Record<never, never>' : `{\n${args.join('')}    }`;
    return `  ${name}: {\n    args: ${shape};\n    msg: ${typeOf(msg, contract)};\n  };\n`;
  });
  return [HEAD, ...types, `export interface Operations {\n${operations.join('')}}\n`].join('\n');
}

function typeOf(field: Field, contract: Contract): string {
  if (typeof field.type === 'string') return TYPESCRIPT[field.type];
  const item = contract.types.get(field.type.complex)?.item;
  return item === undefined ? field.type.complex : `${typeOf(item, contract)}[]`;
}
