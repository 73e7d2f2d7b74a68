/** pg by itself: a request makes it look a customer up as often as the body says; ten connections, named, arrays. */
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import pg from 'pg';
import { announce } from './contender.ts';
import { LOOK_UP } from './postgres-queries.ts';

const [, , url, brandId, timeZone] = process.argv;
const CONNECTIONS = 10;
const clients = await Promise.all(Array.from({ length: CONNECTIONS }, async () => {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  return client;
}));

async function lookUp(times: number): Promise<void> {
  let left = times;
  await Promise.all(clients.map(async (client) => {
    while (left-- > 0) {
      const values = [brandId, timeZone, 'K-1001', '10001'];
      await client.query({ name: 'look_up', text: LOOK_UP, values, rowMode: 'array' });
    }
  }));
}

const server = http.createServer((request, response) => {
  void text(request).then((times) => lookUp(Number(times))).then(() => response.end('done'));
});
server.listen(0, '127.0.0.1', () => announce((server.address() as AddressInfo).port));
