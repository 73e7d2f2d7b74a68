/** A TCP proxy that a test can cut: a database, or a network, that goes away and comes back. */
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

export interface Cut {
  /** The given URL, by way of the proxy. */
  readonly url: string;
  /** Ends every connection; new ones are refused (reset) until `mend`. */
  cut(): void;
  /**
   * Nothing passes any more and nobody is told, as when a cable is pulled; until `mend`, which ends those
   * connections.
   */
  freeze(): void;
  mend(): void;
  stop(): Promise<void>;
}

export async function cutInFront(target: string): Promise<Cut> {
  const { hostname, port } = new URL(target);
  const sockets = new Set<Socket>();
  let state: 'open' | 'cut' | 'frozen' = 'open';

  const server = createServer({ pauseOnConnect: true }, (near) => {
    track(near);
    if (state === 'cut') return void near.resetAndDestroy();
    if (state === 'frozen') return;
    const far = connect({ host: hostname, port: Number(port) });
    track(far);
    near.on('close', () => far.destroy());
    far.on('close', () => near.destroy());
    near.on('data', (part: Buffer) => { if (state === 'open') far.write(part); });
    far.on('data', (part: Buffer) => { if (state === 'open') near.write(part); });
    near.resume();
  });
  function track(socket: Socket): void {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
  }
  function endAll(): void {
    for (const socket of sockets) socket.resetAndDestroy();
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = new URL(target);
  url.hostname = '127.0.0.1';
  url.port = String((server.address() as AddressInfo).port);
  return {
    url: url.href,
    cut() {
      state = 'cut';
      endAll();
    },
    freeze() {
      state = 'frozen';
    },
    mend() {
      if (state === 'frozen') endAll();
      state = 'open';
    },
    async stop() {
      endAll();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
