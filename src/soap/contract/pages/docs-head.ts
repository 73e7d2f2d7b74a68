import { ERRORS } from '../../../errors.ts';
import { html, type Html } from '../../../markup.ts';
import type { Contract } from '../shapes.ts';
import { VERSIONS } from '../versions.ts';
import { FAULT_MEANINGS } from './fault-meanings.ts';

/** The operation that a new user is sent to: it finds a customer of the demo brand. */
const FIRST_CALL = 'customer_getByEmailAddress';

interface Intro {
  readonly contract: Contract;
  /** How many operations are offered. */
  readonly offered: number;
  readonly wsdl: string;
  /** What stands before the path in addresses. */
  readonly base: string;
}

/** What this gateway is, its doors, and the way to a first call. */
export function intro({ contract: { version, operations }, offered, wsdl, base }: Intro): Html {
  return html`<section id="start">
<h1>Tolk</h1>
<p class="lead">A gateway with several doors to one store of customers, groups and their data: SOAP for systems that were
built on <em>clangAPI</em>, REST for new ones. Each door gives and takes the same records, by the same rules.</p>
<div class="doors">
<div><h2>SOAP</h2>
<p>${operations.size} operations in version ${version}, all of them on this page. ${
  offered === operations.size ? '' : `${offered} are offered, the others answer fault 501 for now.`}</p>
<p><a href="${wsdl}">WSDL</a> <a href="#versions">older versions</a></p></div>
<div><h2>REST</h2>
<p>Data model, customers, campaigns and management, as JSON.</p>
<p><a href="docs/rest">operations</a> <a href="docs/campaigns">campaigns, drawn</a> <a href="openapi.json">OpenAPI document</a></p></div>
<div><h2>Data model</h2>
<p>The tables that your brand has defined for itself.</p>
<p class="scripted" hidden><button type="button" id="describe">Show the description</button> <span id="described" role="status"></span></p>
<noscript><p><code>curl -H 'Authorization: Bearer TOKEN' '${base}/dataextension?format=html'</code></p></noscript></div>
</div>
<h2>A first call</h2>
<ol>
<li>Take a token. The first <code>npm start</code> prints one; later ones are made with
<code>npx tolk token create --brand NAME --user USER</code>.</li>
<li>Put it into the field <em>Token</em> at the top of this page. It stays in this tab of the browser.</li>
<li>Open the sample request of <a href="#${FIRST_CALL}">${FIRST_CALL}</a> and press <em>Send</em>. The demo brand has a
customer with that address.</li>
</ol>
<noscript><p class="note">Scripts are off in this browser: the page shows everything, but cannot send.</p></noscript>
</section>
`;
}

/** What all forms of the page share: the token, the SOAP version of envelopes, the version of the contract. */
export function bar(version: string): Html {
  const choice = VERSIONS.toReversed().map((each) =>
    html`<option${each === version ? html` selected` : ''}>${each}</option>`);
  return html`<div class="bar">
<div class="scripted" hidden><label for="token">Token</label> <input id="token" type="password" size="30"
autocomplete="off" autocapitalize="off" spellcheck="false">
<label><input type="checkbox" id="show-token"> show</label></div>
<fieldset class="scripted" hidden><legend>SOAP</legend>
<label><input type="radio" name="soap" value="1.1" checked> 1.1</label>
<label><input type="radio" name="soap" value="1.2"> 1.2</label></fieldset>
<form action="docs" method="get"><label for="version">Version</label> <select id="version" name="version">${choice}</select>
<button type="submit">Show</button></form>
</div>
`;
}

/** How any operation is called. */
export function calling({ documentation, version }: Contract, endpoint: string, wsdl: string): Html {
  return html`<section id="calling">
<h2>Calling</h2>
<p>${documentation}</p>
<dl>
<dt>WSDL</dt><dd><a href="${wsdl}">${wsdl}</a></dd>
<dt>Endpoint</dt><dd><code>POST ${endpoint}</code></dd>
<dt>Form</dt><dd>SOAP 1.1 or 1.2, document/literal wrapped; any or no SOAPAction</dd>
<dt>Token</dt><dd>in every call as <code>uuid</code>; a wrong one gives fault 202 before anything else is looked at</dd>
<dt>Answer</dt><dd><code>code</code>, always 0, and <code>msg</code>, the result; nothing found is an empty
<code>msg</code></dd>
<dt>Long lists</dt><dd>come as the number of a result set: ask <a href="#resource_getById">resource_getById</a> until it is
READY, read pages such as <a href="#customerSet_getCustomers">customerSet_getCustomers</a>, then
<a href="#resource_free">resource_free</a></dd>
</dl>
<pre>curl -H 'Content-Type: text/xml; charset=utf-8' --data @request.xml \\
  '${endpoint}?version=${version}&amp;type=literal'</pre>
</section>
`;
}

/** The WSDL of each version. */
export function versions(version: string, endpoint: string): Html {
  const links = VERSIONS.toReversed().map((each) => html`<li><a href="${endpoint}?wsdl&amp;version=${each}">${each}</a></li>
`);
  return html`<section id="versions">
<h2>Versions</h2>
<p>This page shows version ${version}; choose another one above. A client of an older one says so in the address it calls
(<code>?version=1.20</code>) and gets answers that fit the WSDL of that version. A version between two of these is served
as the lower one. Before 1.24 no element is nil: an unset field is absent. The WSDLs:</p>
<ul class="versions">
${links}</ul>
</section>
`;
}

/** What each fault code says. */
export function faults(): Html {
  const codes = [...new Set(Object.values(ERRORS).map((row) => row.fault))]
    .sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
  return html`<section id="faults">
<h2>Faults</h2>
<p>Whatever goes wrong comes as a SOAP fault with HTTP status 500 (SOAP 1.2: 400 where the caller is at fault). Numbers are
faults of the service, names are faults of the call itself. In SOAP 1.2 the number is in the detail.</p>
<table class="codes">
<tr><th>faultcode</th><th>Meaning</th></tr>
${codes.map((code) => html`<tr id="fault-${code}"><td><code>${code}</code></td><td>${FAULT_MEANINGS[code] ?? ''}</td></tr>
`)}</table>
</section>
`;
}
