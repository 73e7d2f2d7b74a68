import type { Socket } from 'node:net';

/**
 * What came is no HTTP, or came too slowly: a plain text answer and the end of the connection. Nothing of
 * what was sent is repeated.
 * @param code Node's code of the error, e.g. HPE_INVALID_METHOD
 */
export function answerBrokenRequest(code: string | undefined, socket: Socket): void {
  if (!socket.writable) {
    socket.destroy();
    return;
  }
  const [status, text] = reasonFor(code);
  socket.end(
    `HTTP/1.1 ${status}\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: ${text.length + 1}\r\nConnection: close\r\n\r\n${text}\n`,
  );
}

function reasonFor(code: string | undefined): readonly [status: string, text: string] {
  switch (code ?? '') {
    case 'HPE_HEADER_OVERFLOW': return ['431 Request Header Fields Too Large', 'The headers of this request are too large'];
    case 'ERR_HTTP_REQUEST_TIMEOUT': return ['408 Request Timeout', 'This request took too long to arrive'];
    default: return ['400 Bad Request', 'This is not a request that HTTP allows'];
  }
}
