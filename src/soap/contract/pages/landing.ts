import { contract } from '../contract.ts';
import { NEWEST } from '../versions.ts';
import { SOAP_PATH } from '../wsdl-text.ts';
import { html, page } from './html.ts';

/**
 * What a browser shows at the address of the service: where the WSDL is, as SOAP stacks have always done it.
 * `baseUrl` is what stands before the path; any text is safe.
 */
export function landingPage(baseUrl: string): string {
  const endpoint = baseUrl.replace(/\/+$/, '') + SOAP_PATH;
  const wsdl = `${endpoint}?wsdl`;
  const docs = `${baseUrl.replace(/\/+$/, '')}/docs`;
  return page('clangAPI', `${docs}/style.css`, html`<main class="landing">
<h1>clangAPI</h1>
<p>This is a SOAP service with ${contract.operations.size} operations. A browser cannot talk to it, a SOAP client can:
give it the address of the WSDL.</p>
<dl>
<dt>WSDL</dt><dd><a href="${wsdl}">${wsdl}</a></dd>
<dt>Older versions</dt><dd>add <code>&amp;version=</code> and the number; without it you get ${NEWEST}</dd>
<dt>Calls</dt><dd><code>POST</code> to this address, with a token as <code>uuid</code></dd>
<dt>Documentation</dt><dd><a href="${docs}">${docs}</a></dd>
</dl>
</main>`);
}
