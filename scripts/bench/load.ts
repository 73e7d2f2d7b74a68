import http from 'node:http';

/** A request that is sent again and again. */
export interface Request {
  /** Default POST. */
  readonly method?: 'GET' | 'POST';
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface Reply {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: string;
}

/** Connections that stay open, as a client with a pool has them. */
export function clientPool(connections: number): http.Agent {
  return new http.Agent({ keepAlive: true, maxSockets: connections });
}

export function send(agent: http.Agent, port: number, request: Request): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const { method = 'POST' } = request;
    const headers = { ...request.headers, 'Content-Length': Buffer.byteLength(request.body) };
    const sent = http.request({ agent, port, host: '127.0.0.1', method, path: request.path, headers }, (response) => {
      const pieces: Buffer[] = [];
      response.on('data', (piece: Buffer) => pieces.push(piece));
      response.on('error', reject);
      response.on('end', () => resolve({
        status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(pieces).toString('utf8'),
      }));
    });
    sent.on('error', reject);
    sent.end(request.body);
  });
}

/**
 * Sends a request `times` times over `connections` connections; every reply must be as long as the first one.
 */
export async function load(port: number, request: Request, times: number, connections: number): Promise<void> {
  const agent = clientPool(connections);
  let left = times;
  let length: number | undefined;
  await Promise.all(Array.from({ length: connections }, async () => {
    while (left-- > 0) {
      const { body } = await send(agent, port, request);
      length ??= body.length;
      if (body.length !== length) throw new Error(`a reply differs from the others: ${body.slice(0, 500)}`);
    }
  }));
  agent.destroy();
}
