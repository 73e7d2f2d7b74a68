/**
 * A proxy in front of PostgreSQL that breaks everything off at a statement of the test's choice: what the database sees
 * of a process that is killed there, and what a process sees of a database that goes away.
 */
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

export interface Dying {
  /** The given URL, by way of the proxy. */
  readonly url: string;
  /**
   * Lets connections come again, and breaks all off when so many statements that may change something have been carried
   * out. The answer to the last is lost. After that none may come, unless `again`.
   */
  live(statements: number, again?: boolean): void;
  /** Whether everything was broken off since `live`. */
  isBroken(): boolean;
  stop(): Promise<void>;
}

/** The end of what the server says to a statement: it is ready for the next. */
const READY = Buffer.from([0x5a, 0, 0, 0, 5]);

export async function dyingInFront(target: string): Promise<Dying> {
  const { hostname, port } = new URL(target);
  const sockets = new Set<Socket>();
  let left = 0;
  let isBroken = true;
  let mayCome = false;

  function die(): void {
    isBroken = true;
    left = Infinity;
    for (const socket of sockets) socket.resetAndDestroy();
  }

  const server = createServer({ noDelay: true }, (near) => {
    track(near);
    if (isBroken && !mayCome) return void near.resetAndDestroy();
    const far = connect({ host: hostname, port: Number(port), noDelay: true });
    track(far);
    near.on('close', () => far.destroy());
    far.on('close', () => near.destroy());
    let isLast = false;
    const read = statementsIn((text) => {
      if (!READS.test(text)) isLast ||= --left <= 0;
    });
    near.on('data', (part: Buffer) => {
      read(part);
      far.write(part);
    });
    far.on('data', (part: Buffer) => {
      if (isLast && part.subarray(-6, -1).equals(READY)) die();
      else near.write(part);
    });
  });
  function track(socket: Socket): void {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = new URL(target);
  url.hostname = '127.0.0.1';
  url.port = String((server.address() as AddressInfo).port);
  return {
    url: url.href, isBroken: () => isBroken,
    live(statements, again = false) {
      left = statements;
      mayCome = again;
      isBroken = false;
    },
    async stop() {
      mayCome = false;
      die();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** What changes nothing, and so is no other end than the one before it. */
const READS = /^\s*(select|set|begin)\b/i;

/** Reads what a client sends. @param tell gets each statement as it is sent off */
function statementsIn(tell: (text: string) => void): (part: Buffer) => void {
  const prepared = new Map<string, string>();
  let rest = Buffer.alloc(0);
  let isStarted = false;
  let bound = '';
  return (part) => {
    rest = Buffer.concat([rest, part]);
    for (;;) {
      const head = isStarted ? 1 : 0; // the first message has no type
      if (rest.length < head + 4) return;
      const end = head + rest.readUInt32BE(head);
      if (rest.length < end) return;
      const type = isStarted ? String.fromCharCode(rest[0] ?? 0) : '';
      const [first = '', second = ''] = rest.subarray(head + 4, end).toString('latin1').split('\0', 2);
      rest = rest.subarray(end);
      isStarted = true;
      if (type === 'Q') tell(first);
      if (type === 'P') prepared.set(first, second);
      if (type === 'B') bound = prepared.get(second) ?? '';
      if (type === 'S') tell(bound);
    }
  };
}
