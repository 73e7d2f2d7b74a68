import { readFileSync } from 'node:fs';
import { ERRORS } from '../../../errors.ts';
import { html, page, type Html } from '../../../markup.ts';
import { contract } from '../contract.ts';
import type { Operation } from '../shapes.ts';
import { NEWEST, VERSIONS } from '../versions.ts';
import { SOAP_PATH } from '../wsdl-text.ts';
import { listTypesPart, operationPart, typePart, type OperationFacts } from './docs-parts.ts';
import { FAULT_MEANINGS } from './fault-meanings.ts';

/** The stylesheet of both pages, to be served as `/docs/style.css`. */
export const PAGE_STYLE: string = readFileSync(new URL('./style.css', import.meta.url), 'utf8');

export interface DocsFacts {
  /** What stands before the path in addresses; any text is safe. */
  readonly baseUrl: string;
  /** By operation; the page says nothing of the right where it is not given. */
  readonly operations?: ReadonlyMap<string, OperationFacts>;
  /** By `Type.field`: which values a field takes, as one short phrase. */
  readonly fieldNotes?: ReadonlyMap<string, string>;
}

/** The page `/docs`: every operation and type of the contract with sample envelopes. Works without scripts. */
export function docsPage({ baseUrl, operations = new Map(), fieldNotes = new Map() }: DocsFacts): string {
  const base = baseUrl.replace(/\/+$/, '');
  const families = Map.groupBy(contract.operations.values(), (each) => each.family);
  const types = [...contract.types.values()];
  const objects = types.filter((type) => type.item === undefined);
  return page('clangAPI: SOAP operations', `${base}/docs/style.css`, html`${navigation(families)}
<main>
<h1>clangAPI</h1>
<p>${contract.documentation}</p>
${calling(base + SOAP_PATH)}${versions(base + SOAP_PATH)}${faults()}
${[...families].map(([family, members]) => html`<section id="family-${family}">
<h2>${family}</h2>
${members.map((each) => operationPart(each, operations.get(each.name) ?? {}))}</section>
`)}
<section id="types">
<h2>Types</h2>
<p>Fields stand in this order in every answer. All are optional: absent and <code>xsi:nil="true"</code> mean not given,
an empty element of type string means empty text.</p>
${objects.map((type) => typePart(type, fieldNotes))}</section>
<section id="lists">
<h2>List types</h2>
<p>A list is an element that holds its items; an empty list is an empty element.</p>
${listTypesPart(types)}</section>
</main>`);
}

function navigation(families: ReadonlyMap<string, readonly Operation[]>): Html {
  return html`<nav>
<p><a href="#calling">Calling</a> <a href="#versions">Versions</a> <a href="#faults">Faults</a>
<a href="#types">Types</a> <a href="#lists">Lists</a></p>
${[...families].map(([family, members]) => html`<details>
<summary><a href="#family-${family}">${family}</a> <small>${members.length}</small></summary>
<ul>
${members.map(({ name }) => html`<li><a href="#${name}">${name.slice(family.length + 1)}</a></li>
`)}</ul>
</details>
`)}</nav>`;
}

function calling(endpoint: string): Html {
  const wsdl = `${endpoint}?wsdl`;
  return html`<section id="calling">
<h2>Calling</h2>
<dl>
<dt>WSDL</dt><dd><a href="${wsdl}">${wsdl}</a></dd>
<dt>Endpoint</dt><dd><code>POST ${endpoint}</code></dd>
<dt>Form</dt><dd>SOAP 1.1 or 1.2, document/literal wrapped; any or no SOAPAction</dd>
<dt>Token</dt><dd>in every call as <code>uuid</code>; a wrong one gives fault 202 before anything else is looked at</dd>
<dt>Answer</dt><dd><code>code</code>, always 0, and <code>msg</code>, the result; nothing found is an empty
<code>msg</code></dd>
</dl>
<pre>curl -H 'Content-Type: text/xml; charset=utf-8' --data @request.xml \\
  '${endpoint}?version=${NEWEST}&amp;type=literal'</pre>
</section>
`;
}

function versions(endpoint: string): Html {
  const links = VERSIONS.toReversed().map((version) => html`<li><a href="${endpoint}?wsdl&amp;version=${version}">${version}</a></li>
`);
  return html`<section id="versions">
<h2>Versions</h2>
<p>This page shows version ${NEWEST}. A client of an older one says so in the address it calls
(<code>?version=1.20</code>) and gets answers that fit the WSDL of that version. A version between two of these is served
as the lower one. Before 1.24 no element is nil: an unset field is absent.</p>
<ul class="versions">
${links}</ul>
</section>
`;
}

function faults(): Html {
  const codes = [...new Set(Object.values(ERRORS).map((row) => row.fault))]
    .sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
  return html`<section id="faults">
<h2>Faults</h2>
<p>Whatever goes wrong comes as a SOAP fault with HTTP status 500 (SOAP 1.2: 400 where the caller is at fault). Numbers are
faults of the service, names are faults of the call itself. In SOAP 1.2 the number is in the detail.</p>
<table class="codes">
<tr><th>faultcode</th><th>Meaning</th></tr>
${codes.map((code) => html`<tr><td><code>${code}</code></td><td>${FAULT_MEANINGS[code] ?? ''}</td></tr>
`)}</table>
</section>
`;
}
