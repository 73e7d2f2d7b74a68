/** HTTP by hand, for what no client sends. */
import { connect, type Socket } from 'node:net';

/** Sends bytes on a new connection and reads until the other side ends it. @returns all that came back */
export function sendRaw(url: string, bytes: string): Promise<string> {
  return answerOf(openRaw(url, bytes));
}

/** Opens a connection and sends bytes; the caller goes on with it. */
export function openRaw(url: string, bytes: string): Socket {
  const { hostname, port } = new URL(url);
  const socket = connect({ host: hostname, port: Number(port) });
  socket.setEncoding('latin1').write(bytes);
  return socket;
}

/** Everything that comes until the other side ends the connection; an abrupt end counts as one. */
export function answerOf(socket: Socket): Promise<string> {
  return new Promise((resolve) => {
    let text = '';
    socket.on('data', (part: string) => { text += part; });
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(text));
  });
}
