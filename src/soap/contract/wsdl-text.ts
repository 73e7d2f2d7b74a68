import { escapeXml } from '../../markup.ts';
import { WSDL_SOURCE } from './contract.ts';
import { lackOf } from './versions.ts';

/** Where the SOAP door listens; also under `/app/api/soap/public/wsdl/index.php` (soap.md 1.1). */
export const SOAP_PATH = '/app/api/soap/public/index.php';

const COMMENT = /<!--[\s\S]*?-->\s*/g;
const ADDRESS = /(<soap:address\s+location=")[^"]*"/;
const ID_OR_RESOURCE = /(name="(?:id|\w*Id|msg)" type="xsd:)long"/g;

const halves = new Map<string, readonly [string, string]>();

/**
 * The WSDL of a known version (see `versionOf`) as a document: the one file, less what the version lacks,
 * with the address of this host. `baseUrl` is what stands before the path, as in `https://soap.example`; any text
 * is safe.
 */
export function wsdlText(version: string, baseUrl: string): string {
  let parts = halves.get(version);
  if (parts === undefined) {
    parts = aroundAddress(textOfVersion(version));
    halves.set(version, parts);
  }
  return parts[0] + escapeXml(soapAddress(version, baseUrl)) + parts[1];
}

/** The address at which a version is spoken: base URL, path, version and flavour, in ASCII. */
function soapAddress(version: string, baseUrl: string): string {
  const base = baseUrl.toWellFormed().replace(/\/+$/, '').replace(/[^!-~]/gu, encodeURIComponent);
  return `${base}${SOAP_PATH}?version=${version}&type=literal`;
}

/**
 * Cuts out of the file what a version lacks. The expressions rely on how the file is written (name first in a
 * tag, fields as empty elements); a test reads each result with the soap package and compares it with the
 * model.
 */
function textOfVersion(version: string): string {
  const lack = lackOf(version);
  let text = WSDL_SOURCE.replace(COMMENT, '');
  for (const name of lack.operations) {
    for (const wrapper of [name, `${name}Response`]) text = cut(text, 'xsd:element', wrapper);
    for (const message of [`${name}Request`, `${name}Response`]) text = cut(text, 'wsdl:message', message);
    text = cut(text, 'wsdl:operation', name);
  }
  for (const name of lack.types) text = cut(text, 'xsd:complexType', name);
  for (const each of lack.fields) {
    const [type = '', name] = each.split('.');
    const field = new RegExp(`\\s*<xsd:element name="${name}"[^>]*/>`);
    text = edit(text, 'xsd:complexType', type, (block) => block.replace(field, ''));
  }
  for (const name of lack.booleanAnswers) {
    const answer = (block: string): string => block.replace(/(name="msg" type=)"[^"]*"/, '$1"xsd:boolean"');
    text = edit(text, 'xsd:element', `${name}Response`, answer);
  }
  if (lack.nillable) text = text.replaceAll(' nillable="true"', '');
  if (lack.intIds) text = text.replace(ID_OR_RESOURCE, '$1int"');
  return text;
}

function cut(text: string, tag: string, name: string): string {
  return edit(text, tag, name, () => '');
}

/** Rewrites each named block, the white space before it included. */
function edit(text: string, tag: string, name: string, rewrite: (block: string) => string): string {
  return text.replace(new RegExp(`\\s*<${tag} name="${name}">[\\s\\S]*?</${tag}>`, 'g'), rewrite);
}

function aroundAddress(text: string): readonly [string, string] {
  const found = ADDRESS.exec(text);
  if (found === null) throw new Error('The WSDL has no soap:address');
  const start = found.index + (found[1]?.length ?? 0);
  return [text.slice(0, start), text.slice(found.index + found[0].length - 1)];
}
