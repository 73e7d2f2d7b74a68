/** SOAP by plain HTTP to a running gateway, byte by byte as a test wants it, and what the store then holds. */
import http from 'node:http';
import { expect } from 'chai';
import { SOAP_PATH } from '../../src/soap/index.ts';
import type { TestGateway } from './gateway.ts';

export const TNS = 'https://secure.myclang.com/app/api/soap/public/index.php';
export const SOAP_11 = 'http://schemas.xmlsoap.org/soap/envelope/';
export const SOAP_12 = 'http://www.w3.org/2003/05/soap-envelope';

export interface WireAnswer {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly bytes: Buffer;
  /** The bytes as UTF-8. */
  readonly text: string;
}

interface WireRequest {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: http.OutgoingHttpHeaders;
  readonly agent?: http.Agent;
}

/** Sends a body, text/xml unless said otherwise, and reads the whole answer. */
export function send(gateway: TestGateway, body: string | Buffer, request: WireRequest = {}): Promise<WireAnswer> {
  const { method = 'POST', path = SOAP_PATH, headers = {}, agent } = request;
  const { hostname, port } = new URL(gateway.url);
  const wish = {
    hostname, port, method, path, headers: { 'Content-Type': 'text/xml', ...headers },
    ...(agent === undefined ? {} : { agent }),
  };
  return new Promise((resolve, reject) => {
    const sent = http.request(wish, (response) => {
      const pieces: Buffer[] = [];
      response.on('error', reject).on('data', (piece: Buffer) => pieces.push(piece)).on('end', () => {
        const bytes = Buffer.concat(pieces);
        resolve({ status: response.statusCode ?? 0, headers: response.headers, bytes, text: bytes.toString('utf8') });
      });
    });
    sent.on('error', reject).end(body);
  });
}

/** The content of a Body in an envelope. */
export function enveloped(body: string, namespace = SOAP_11, header = ''): string {
  return `<s:Envelope xmlns:s="${namespace}" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">` +
    `${header}<s:Body>${body}</s:Body></s:Envelope>`;
}

/** customer_insert of a last name, as node-soap writes it. */
export function insertXml(gateway: TestGateway, lastname: string, customer = ''): string {
  return `<customer_insert xmlns="${TNS}"><customer>${customer}<lastname>${lastname}</lastname></customer>` +
    `<uuid>${gateway.token}</uuid></customer_insert>`;
}

/** The last names in the store, the oldest customer first. */
export async function storedNames(gateway: TestGateway): Promise<string[]> {
  const found = await gateway.sql('customer').where({ brand_id: gateway.brand.id }).orderBy('id')
    .select<{ lastname: string }[]>('lastname');
  return found.map(({ lastname }) => lastname);
}

/** What the child elements of a SOAP 1.1 fault say. Fails when the answer is none, to the letter. */
export function faultIn({ status, headers, text }: WireAnswer): { code: string; text: string } {
  const form = new RegExp(`^<\\?xml version="1.0" encoding="UTF-8"\\?>\\n<SOAP-ENV:Envelope xmlns:SOAP-ENV="${SOAP_11}">` +
    '<SOAP-ENV:Body><SOAP-ENV:Fault><faultcode>([^<]+)</faultcode><faultstring>([^<]+)</faultstring>' +
    '</SOAP-ENV:Fault></SOAP-ENV:Body></SOAP-ENV:Envelope>$');
  expect(text).to.match(form);
  expect({ status, type: headers['content-type'] }).to.deep.equal({ status: 500, type: 'text/xml; charset=utf-8' });
  const [, code = '', why = ''] = form.exec(text) ?? [];
  return { code, text: why };
}
