import { failure } from '../../errors.ts';

const LOCATION = /(?:schemaLocation|location)\s*=\s*(?:"([^"]*)"|'([^']*)')/gi;

/**
 * strong-soap reads what a WSDL names and is no http address from the disk of this machine, so such a WSDL is refused
 * before it sees it.
 * @throws {TolkError} HTTP_OUT_URL
 */
export function checkWsdlFile(url: string, text: string): void {
  const host = URL.parse(url)?.hostname ?? '';
  const refused = (why: string) => failure('HTTP_OUT_URL', { host, why });
  if (text.includes('<!DOCTYPE') || text.includes('<!ENTITY')) throw refused('its WSDL has a DOCTYPE');
  for (const [, double, single] of text.matchAll(LOCATION)) {
    const location = (double ?? single ?? '').replaceAll('&amp;', '&');
    if (location.includes('&#')) throw refused('its WSDL has an address that is written in numbers');
    const parts = location.trim().split(/\s+/); // xsi:schemaLocation holds pairs
    for (const part of parts) {
      const protocol = URL.parse(part, url)?.protocol;
      if (protocol !== 'http:' && protocol !== 'https:') throw refused('its WSDL names what is no http address');
    }
  }
}
