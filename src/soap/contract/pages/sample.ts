import type { Contract, Field, Operation } from '../shapes.ts';
import { CHANGED_VALUES, SAMPLE_REQUEST_FIELDS, SAMPLE_VALUES } from './sample-values.ts';

const ENVELOPE = 'http://schemas.xmlsoap.org/soap/envelope/';
const STEP = '  ';

/** Operations of whose objects nothing but the id matters. */
const BY_ID = /_(delete|addMember|addMembersInBulk|removeMember|getParent|getChildren|move)$/;
/** Operations that give a new record its id. */
const MAKES = /_(customerI|i)nsert/;
/** Operations that change nothing. */
const READS = /_(get|has|create|list)/;

/** Texts of envelopes for the operations of a version of the contract. */
interface Samples {
  /** A request as a client might send it, the token being `TOKEN`. */
  request(operation: Operation): string;
  /** An answer in the form in which the gateway gives it, but for the line breaks. */
  answer(operation: Operation): string;
}

/** Makes the samples of a version: requests and answers fit the WSDL of that version. */
export function samplesOf({ types, targetNamespace }: Contract): Samples {
  return {
    request(operation) {
      const { name, request } = operation;
      const value = valuesOf(operation);
      const shown = (field: Field, type: string): boolean => {
        if (type === '' || field.list) return true;
        if (field.name === 'id' && MAKES.test(name)) return false;
        const names = BY_ID.test(name) ? ['id'] : SAMPLE_REQUEST_FIELDS[type];
        if (names !== undefined && !names.includes(field.name)) return false;
        return typeof field.type === 'object' || Boolean(value(field, type));
      };
      return `<?xml version="1.0" encoding="UTF-8"?>
<soap:Envelope xmlns:soap="${ENVELOPE}">
  <soap:Body>
    <${name}
        xmlns="${targetNamespace}">
${elements(request, '', { prefix: '', indent: STEP.repeat(3), value, shown, types })}    </${name}>
  </soap:Body>
</soap:Envelope>
`;
    },

    answer(operation) {
      const { name, response } = operation;
      const value = valuesOf(operation);
      const shown = (): boolean => true;
      return `<?xml version="1.0" encoding="UTF-8"?>
<SOAP-ENV:Envelope xmlns:SOAP-ENV="${ENVELOPE}"
    xmlns:ns1="${targetNamespace}"
    xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
  <SOAP-ENV:Body>
    <ns1:${name}Response>
${elements(response, '', { prefix: 'ns1:', indent: STEP.repeat(3), value, shown, types })}    </ns1:${name}Response>
  </SOAP-ENV:Body>
</SOAP-ENV:Envelope>
`;
    },
  };
}

/** The named value of a field of a type ('' for parameters), if there is one. */
type Values = (field: Field, type: string) => string | undefined;

interface Form {
  readonly prefix: string;
  readonly indent: string;
  readonly value: Values;
  readonly shown: (field: Field, type: string) => boolean;
  readonly types: Contract['types'];
}

function elements(fields: readonly Field[], type: string, form: Form): string {
  const { prefix, indent, types, shown, value } = form;
  return fields.filter((field) => shown(field, type)).map((field) => {
    const tag = prefix + field.name;
    if (typeof field.type !== 'object') {
      const text = escaped(textOf(field, value(field, type)));
      return text === '' ? `${indent}<${tag}/>\n` : `${indent}<${tag}>${text}</${tag}>\n`;
    }
    const { complex } = field.type;
    const inner = types.get(complex)?.fields ?? [];
    // What a list of plain values holds depends on whose list it is.
    const owner = typeof inner[0]?.type === 'string' && inner[0].list ? field.name : complex;
    const content = elements(inner, owner, { ...form, indent: indent + STEP });
    return content === '' ? `${indent}<${tag}/>\n` : `${indent}<${tag}>\n${content}${indent}</${tag}>\n`;
  }).join('');
}

/** As the gateway writes text: quotes stay. */
function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** A value of the right form: the named one, else the plainest that the type allows. */
function textOf({ name, type }: Field, named: string | undefined): string {
  if (type === 'boolean' && name === 'msg') return 'true';
  return named ?? (type === 'string' ? '' : type === 'boolean' ? 'false' : '0');
}

function valuesOf({ name }: Operation): Values {
  const own: Readonly<Record<string, string>> = READS.test(name) ? {} : CHANGED_VALUES;
  return (field, type) => {
    const place = `${type}.${field.name}`;
    return own[place] ?? SAMPLE_VALUES[place] ?? SAMPLE_VALUES[field.name];
  };
}
