import http, { type RequestListener } from 'node:http';
import https from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import type { Config } from '../config.ts';
import type { Log } from '../log.ts';
import { authority } from './addresses.ts';
import { answerBrokenRequest } from './broken-request.ts';
import { Connections } from './connections.ts';
import { drain } from './drain.ts';
import { readTls, wantsTls } from './tls.ts';

export interface DoorServer {
  /**
   * Takes connections.
   * @returns scheme://host:port as it listens
   * @throws {Error} in one line when the port is not to be had
   */
  listen(host: string, port: number): Promise<string>;
  /** Reads the TLS files again; when they are broken the old ones stay, and the log says so. */
  reloadTls(): Promise<void>;
  /**
   * The end: calls are taken for DRAIN_GRACE still, each the last of its connection; then no more, and those
   * under way may end until DRAIN_LIMIT.
   * @returns false when some were cut off
   */
  drain(): Promise<boolean>;
}

/** Connections that wait to be taken. Clients ask for 2,000 pages at once (soap.md 5.4), each on its own. */
const BACKLOG = 4096;
/** How often Node looks for connections that are over their time. */
const CHECK_EVERY = 1000;
/** A flood of connections is told once in this time, not once per connection. */
const TELL_EVERY = 60_000;

/**
 * Makes an HTTP(S) server; `listener` gets every well-formed request.
 * @throws {Error} when the TLS files are not acceptable
 */
export async function createDoorServer(config: Config, log: Log, listener: RequestListener): Promise<DoorServer> {
  const limits = {
    headersTimeout: config.HEADERS_TIMEOUT,
    requestTimeout: config.REQUEST_TIMEOUT,
    keepAliveTimeout: config.KEEP_ALIVE_TIMEOUT,
    maxHeaderSize: config.MAX_HEADER,
    connectionsCheckingInterval: CHECK_EVERY,
  };
  const secured = wantsTls(config)
    ? https.createServer({ ...limits, handshakeTimeout: config.HEADERS_TIMEOUT, ...await readTls(config) })
    : undefined;
  const server = secured ?? http.createServer(limits);
  const connections = new Connections(server, secured === undefined ? 'connection' : 'secureConnection', listener);
  const receive: RequestListener = (request, response) => connections.receive(request, response);

  if (config.MAX_CONNECTIONS > 0) server.maxConnections = config.MAX_CONNECTIONS;
  server.on('request', receive);
  // An expectation that nobody knows is no reason to refuse a call with an empty body, which is what Node does.
  server.on('checkExpectation', receive);
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => {
    if (error.code === 'ERR_HTTP_REQUEST_TIMEOUT' && connections.tellOverdue(socket)) return;
    if (connections.isAnswering(socket)) socket.destroy();
    else if (!connections.tellBroken(socket)) answerBrokenRequest(error.code, socket);
  });
  let toldAt = -Infinity;
  server.on('drop', () => {
    if (performance.now() - toldAt < TELL_EVERY) return;
    toldAt = performance.now();
    log.warn('connections are refused: MAX_CONNECTIONS are open');
  });

  return {
    async listen(host, port) {
      await new Promise<void>((resolve, reject) => {
        server.once('error', (error: NodeJS.ErrnoException) => reject(refusal(error, host, port)));
        server.listen({ host, port, backlog: BACKLOG }, resolve);
      });
      server.on('error', (err) => log.error({ err }, 'server error'));
      const taken = server.address() as AddressInfo;
      return `${secured === undefined ? 'http' : 'https'}://${authority(host, taken.port)}`;
    },

    async reloadTls() {
      if (secured === undefined) return;
      try {
        secured.setSecureContext(await readTls(config));
        log.info('TLS files read again');
      } catch (err) {
        log.error({ err }, 'TLS files are not acceptable; the old ones stay');
      }
    },

    drain: async () => !server.listening || drain(server, connections, config),
  };
}

function refusal(error: NodeJS.ErrnoException, host: string, port: number): Error {
  const where = authority(host, port);
  switch (error.code ?? '') {
    case 'EADDRINUSE': return new Error(`${where} is taken by another process; set PORT to a free one`);
    case 'EACCES': return new Error(`${where} may not be opened by this user; set PORT above 1023`);
    case 'EADDRNOTAVAIL': return new Error(`${host} is not an address of this machine; set HOST`);
    case 'ENOTFOUND': return new Error(`HOST ${host} is unknown`);
    default: return new Error(`cannot listen on ${where}: ${error.message}`, { cause: error });
  }
}
