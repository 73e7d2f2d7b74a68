const NAMESPACES = {
  1.1: 'http://schemas.xmlsoap.org/soap/envelope/',
  1.2: 'http://www.w3.org/2003/05/soap-envelope',
};
const TYPES = { 1.1: 'text/xml; charset=utf-8', 1.2: 'application/soap+xml; charset=utf-8' };
const PLACE = '<uuid>TOKEN</uuid>';

/** An envelope as a version of SOAP has it. */
export function withSoapVersion(text, version) {
  const other = version === '1.1' ? '1.2' : '1.1';
  return text.replace(NAMESPACES[other], NAMESPACES[version]);
}

/** An envelope with the token in the place that samples have for it; undefined when it is needed and not there. */
export function withToken(text, token) {
  if (!text.includes(PLACE)) return text;
  const given = token();
  if (given === '') return undefined;
  const safe = given.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  return text.replace(PLACE, () => `<uuid>${safe}</uuid>`);
}

/** Sends an envelope as a SOAP client would. Gives the answer, and one line on how it came. */
export async function send(body) {
  const version = body.includes(NAMESPACES[1.2]) ? 1.2 : 1.1;
  const begun = performance.now();
  const response = await fetch(document.querySelector('main').dataset.target, {
    method: 'POST', headers: { 'Content-Type': TYPES[version] }, body, credentials: 'omit', cache: 'no-store',
  });
  const xml = await response.text();
  const time = Math.round(performance.now() - begun);
  const size = new Blob([xml]).size.toLocaleString('en');
  return { xml, summary: `HTTP ${response.status}, ${time} ms, ${size} bytes` };
}
