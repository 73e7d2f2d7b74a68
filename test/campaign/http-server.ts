/** A server of others that counts and keeps every call. */
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type RequestListener } from 'node:http';
import { createServer as createTlsServer, type ServerOptions } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { text } from 'node:stream/consumers';

export interface Received {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** By https: SHA-256 in hex of the certificate that it showed. */
  readonly shown?: string | undefined;
}

interface ShopAnswer {
  readonly status: number;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Shop {
  readonly url: string;
  readonly calls: Received[];
  /** What the next calls are answered with; `hang` never answers. */
  answers: (ShopAnswer | 'hang')[];
  /** What else a path is answered with: 200 `{"ok":true}`. @param gone is kept when the caller has gone */
  usual: (path: string, call: Received, gone: Promise<unknown>) => ShopAnswer | 'hang';
  close(): Promise<void>;
}

/** @param tls it speaks https, as `localhost` */
export async function startShop(tls?: ServerOptions): Promise<Shop> {
  const answer: RequestListener = (request, response) => {
    void text(request).then((body) => {
      const { method = '', url = '', headers } = request;
      const seen = tls && (request.socket as TLSSocket).getPeerCertificate().fingerprint256;
      const call = { method, path: url, headers, body, shown: seen?.replaceAll(':', '').toLowerCase() };
      shop.calls.push(call);
      const answer = shop.answers.shift() ?? shop.usual(url, call, new Promise((done) => response.once('close', done)));
      if (answer !== 'hang') response.writeHead(answer.status, answer.headers).end(answer.body ?? '');
    });
  };
  const server = tls === undefined ? createServer(answer) : createTlsServer(tls, answer);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const shop: Shop = {
    url: `${tls === undefined ? 'http://127.0.0.1' : 'https://localhost'}:${(server.address() as AddressInfo).port}`, calls: [], answers: [],
    usual: () => ({ status: 200, body: '{"ok":true}' }),
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  return shop;
}
