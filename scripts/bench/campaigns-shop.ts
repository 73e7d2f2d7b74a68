import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** A server that is told of customers. */
export interface Shop {
  readonly url: string;
  /** Of how many it was told since `told` was asked. */
  count(): number;
  /** How often it was told of each since the last time that it was asked, by the number of the customer. */
  told(): ReadonlyMap<string, number>;
  close(): Promise<void>;
}

export async function startShop(): Promise<Shop> {
  let told = new Map<string, number>();
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      for (const { customerId } of JSON.parse(body) as { readonly customerId: string }[]) {
        told.set(customerId, (told.get(customerId) ?? 0) + 1);
      }
      response.end('{}');
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    count: () => told.size,
    told() {
      const all = told;
      told = new Map();
      return all;
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
