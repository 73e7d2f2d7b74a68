import { html, page } from '../../../markup.ts';
import { contractOfVersion, NEWEST } from '../versions.ts';
import { SOAP_PATH } from '../wsdl-text.ts';

/**
 * What a browser shows at the address of the service: where the WSDL is, as SOAP stacks have always done it. For an
 * older version (one that `versionOf` gave) the link leads to its WSDL. `baseUrl` is what stands before the path;
 * any text is safe.
 */
export function landingPage(version: string, baseUrl: string): string {
  const base = baseUrl.replace(/\/+$/, '');
  const wsdl = `${base}${SOAP_PATH}?wsdl${version === NEWEST ? '' : `&version=${version}`}`;
  const docs = `${base}/docs`;
  return page('clangAPI', `${docs}/style.css`, html`<main class="landing">
<h1>clangAPI</h1>
<p>This is a SOAP service with ${contractOfVersion(version).operations.size} operations. A browser cannot talk to it,
a SOAP client can: give it the address of the WSDL.</p>
<dl>
<dt>WSDL</dt><dd><a href="${wsdl}">${wsdl}</a></dd>
<dt>Version</dt><dd>${version}; for another one add <code>&amp;version=</code> and its number</dd>
<dt>Calls</dt><dd><code>POST</code> to this address, with a token as <code>uuid</code></dd>
<dt>Documentation</dt><dd><a href="${docs}">${docs}</a></dd>
</dl>
</main>`);
}
