import type { ServerResponse } from 'node:http';
import type { Server, Socket } from 'node:net';

/**
 * The open connections of a server and the last answer that each carries, so that the end can be in order.
 */
export interface Connections {
  /** Notes the answer that a connection carries from now on. */
  carry(socket: Socket, response: ServerResponse): void;
  /** Whether an answer on this connection has begun and not ended: anything written now would spoil it. */
  isAnswering(socket: Socket): boolean;
  /** Makes the answers under way the last of their connections. */
  announceEnd(): void;
  /** Closes connections on which no request has come; Node takes them for busy. */
  closeUnused(): void;
  /** Cuts every connection. */
  cutAll(): void;
}

/**
 * @param ready event of a connection that can carry requests: 'secureConnection' with TLS, else 'connection'
 */
export function trackConnections(server: Server, ready: 'connection' | 'secureConnection'): Connections {
  const open = new Set<Socket>();
  const answers = new Map<Socket, ServerResponse | undefined>();

  server.on('connection', (socket: Socket) => {
    open.add(socket);
    socket.once('close', () => open.delete(socket));
  });
  server.on(ready, (socket: Socket) => {
    answers.set(socket, undefined);
    socket.once('close', () => answers.delete(socket));
  });

  return {
    carry: (socket, response) => void answers.set(socket, response),
    isAnswering(socket) {
      const response = answers.get(socket);
      return response !== undefined && response.headersSent && !response.writableFinished;
    },
    announceEnd() {
      for (const response of answers.values()) {
        if (response !== undefined && !response.headersSent) response.shouldKeepAlive = false;
      }
    },
    closeUnused() {
      for (const [socket, response] of answers) if (response === undefined) socket.destroy();
    },
    cutAll() {
      for (const socket of open) socket.destroy();
    },
  };
}
