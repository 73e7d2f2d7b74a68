/**
 * A bare node:http server: it reads the body and sends ready bytes, which the parent hands to it by a first
 * request.
 */
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { announce } from './contender.ts';

/** Target of the request whose body is the answer to all others from then on. */
export const READY_BYTES = '/ready-bytes';

let ready = Buffer.alloc(0);

if (process.send !== undefined) {
  const server = http.createServer((request, response) => {
    const pieces: Buffer[] = [];
    request.on('data', (piece: Buffer) => pieces.push(piece));
    request.on('end', () => {
      const body = Buffer.concat(pieces);
      if (request.url === READY_BYTES) ready = body;
      response.writeHead(200, { 'Content-Type': 'text/xml; charset=utf-8', 'Content-Length': ready.length });
      response.end(ready);
    });
  });
  server.listen(0, '127.0.0.1', () => announce((server.address() as AddressInfo).port));
}
