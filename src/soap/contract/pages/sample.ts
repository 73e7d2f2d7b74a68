import { escapeXml } from '../../../markup.ts';
import { contract } from '../contract.ts';
import type { Field, Operation } from '../shapes.ts';
import { SAMPLE_REQUEST_FIELDS, SAMPLE_VALUES } from './sample-values.ts';

const ENVELOPE = 'http://schemas.xmlsoap.org/soap/envelope/';
const STEP = '  ';

/** Operations of whose objects nothing but the id matters. */
const BY_ID = /_(delete|addMember|addMembersInBulk|removeMember|getParent|getChildren|move)$/;
/** Operations that give a new record its id. */
const MAKES = /_(customerI|i)nsert/;

/** A request of an operation as a client might send it, the token being `TOKEN`. */
export function sampleRequest({ name, request }: Operation): string {
  const shown = (field: Field, type: string): boolean => {
    if (type === '' || field.list) return true;
    if (field.name === 'id' && MAKES.test(name)) return false;
    const names = BY_ID.test(name) ? ['id'] : SAMPLE_REQUEST_FIELDS[type];
    if (names !== undefined && !names.includes(field.name)) return false;
    return typeof field.type === 'object' || Boolean(named(field, type));
  };
  const body = elements(request, '', STEP.repeat(3), '', shown);
  return `<?xml version="1.0" encoding="UTF-8"?>
<soap:Envelope xmlns:soap="${ENVELOPE}">
  <soap:Body>
    <${name}
        xmlns="${contract.targetNamespace}">
${body}    </${name}>
  </soap:Body>
</soap:Envelope>
`;
}

/** An answer of an operation in the form in which the gateway gives it, but for the line breaks. */
export function sampleAnswer({ name, response }: Operation): string {
  const body = elements(response, '', STEP.repeat(3), 'ns1:', () => true);
  return `<?xml version="1.0" encoding="UTF-8"?>
<SOAP-ENV:Envelope xmlns:SOAP-ENV="${ENVELOPE}"
    xmlns:ns1="${contract.targetNamespace}"
    xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
  <SOAP-ENV:Body>
    <ns1:${name}Response>
${body}    </ns1:${name}Response>
  </SOAP-ENV:Body>
</SOAP-ENV:Envelope>
`;
}

type Filter = (field: Field, type: string) => boolean;

function elements(fields: readonly Field[], type: string, indent: string, prefix: string, shown: Filter): string {
  return fields.filter((field) => shown(field, type)).map((field) => {
    const tag = prefix + field.name;
    if (typeof field.type !== 'object') {
      const text = escapeXml(valueOf(field, type));
      return text === '' ? `${indent}<${tag}/>\n` : `${indent}<${tag}>${text}</${tag}>\n`;
    }
    const { complex } = field.type;
    const inner = contract.types.get(complex)?.fields ?? [];
    // What a list of plain values holds depends on whose list it is.
    const owner = typeof inner[0]?.type === 'string' && inner[0].list ? field.name : complex;
    const content = elements(inner, owner, indent + STEP, prefix, shown);
    return content === '' ? `${indent}<${tag}/>\n` : `${indent}<${tag}>\n${content}${indent}</${tag}>\n`;
  }).join('');
}

/** A value of the right form: the named one, else the plainest that the type allows. */
function valueOf(field: Field, type: string): string {
  if (field.type === 'boolean' && field.name === 'msg') return 'true';
  return named(field, type) ?? (field.type === 'string' ? '' : field.type === 'boolean' ? 'false' : '0');
}

function named(field: Field, type: string): string | undefined {
  return SAMPLE_VALUES[`${type}.${field.name}`] ?? SAMPLE_VALUES[field.name];
}
