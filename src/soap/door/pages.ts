import { landingPage, versionOf, wsdlText } from '../contract/index.ts';
import { byteString } from '../codec/index.ts';
import type { Answer } from './answer.ts';

/**
 * What GET shows on the SOAP paths: the WSDL of a version for `?wsdl` in any letter case (`&version=N`), else
 * a page about the service. Both hold our address as the caller knows it, so caches must tell hosts apart.
 * @param query what stands after the question mark
 * @param origin scheme and host under which the caller knows us
 */
export function pageOf(query: string, origin: string): Answer {
  const asked = new URLSearchParams(query);
  const version = versionOf(asked.get('version'));
  const headers = ['Vary', 'Host'];
  if ([...asked.keys()].some((name) => name.toLowerCase() === 'wsdl')) {
    const pieces = [byteString(wsdlText(version, origin))];
    return { status: 200, contentType: 'text/xml; charset=utf-8', pieces, headers };
  }
  const pieces = [byteString(landingPage(version, origin))];
  return { status: 200, contentType: 'text/html; charset=utf-8', pieces, headers };
}
