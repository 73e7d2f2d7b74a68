/** Servers that outgoing calls go to, and a client for them. */
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type RequestListener } from 'node:http';
import { createServer as createTlsServer, type ServerOptions } from 'node:https';
import { createServer as createNetServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { readConfig } from '../../src/config.ts';
import { TolkError } from '../../src/errors.ts';
import { createHttpOut, type HttpOut } from '../../src/http-out/index.ts';

const closing: (() => Promise<unknown>)[] = [];

/** For `afterEach`: ends the servers and clients made here. */
export async function closeAll(): Promise<void> {
  await Promise.all(closing.splice(0).map((close) => close()));
}

type ClientWish = Parameters<typeof createHttpOut>[1];

/** @param settings as in the environment; default: calls inside the house are allowed */
export function client(
  settings: Readonly<Record<string, string>> = { HTTP_OUT_PRIVATE: '1' }, wish: ClientWish = {},
): HttpOut {
  const made = createHttpOut(readConfig(settings), wish);
  closing.push(() => made.close());
  return made;
}

/** Leads every host to 127.0.0.1. */
export const toLoopback = () => Promise.resolve([{ address: '127.0.0.1', family: 4 }]);

async function listening(server: Server): Promise<number> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket.on('error', () => undefined));
    socket.once('close', () => sockets.delete(socket));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  closing.push(() => {
    for (const socket of sockets) socket.destroy();
    return new Promise((done) => server.close(done));
  });
  return (server.address() as AddressInfo).port;
}

export interface Seen {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** @returns its address, without a slash at the end, and the calls that it got */
export async function httpServer(answer: RequestListener): Promise<{ url: string; port: number; seen: Seen[] }> {
  const seen: Seen[] = [];
  const port = await listening(createServer((request, response) => {
    void text(request).then((body) => {
      seen.push({ method: request.method ?? '', path: request.url ?? '', headers: request.headers, body });
      answer(request, response);
    }, () => undefined);
  }));
  return { url: `http://127.0.0.1:${port}`, port, seen };
}

export async function tlsServer(options: ServerOptions, answer: RequestListener): Promise<number> {
  return listening(createTlsServer(options, answer).on('tlsClientError', () => undefined));
}

/** What it sends is not bound to HTTP. */
export async function rawServer(talk: (socket: Socket) => void): Promise<string> {
  return `http://127.0.0.1:${await listening(createNetServer(talk))}`;
}

/** How a call was refused or failed: `HTTP_OUT_AWAY its text`. Any other error passes through. */
export async function refusalOf(call: Promise<unknown>): Promise<string> {
  try {
    await call;
  } catch (error) {
    if (error instanceof TolkError) return `${error.code} ${error.message}`;
    throw error;
  }
  return 'no refusal';
}
