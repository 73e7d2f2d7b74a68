import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Server, Socket } from 'node:net';

/** The open connections of a server, and what each of them carries, so that the end can be in order. */
export class Connections {
  readonly #listener: RequestListener;
  readonly #open = new Set<Socket>();
  /** Its last answer, or since when it waits for the first request. */
  readonly #carried = new Map<Socket, ServerResponse | number>();
  #count = 0;
  #isEnding = false;
  /** Calls that came while none is begun. */
  #held: (() => void)[] | undefined;

  /**
   * @param ready event of a connection that can carry requests: 'secureConnection' with TLS, else
   *   'connection'
   */
  constructor(server: Server, ready: 'connection' | 'secureConnection', listener: RequestListener) {
    this.#listener = listener;
    server.on('connection', (socket: Socket) => {
      this.#count++;
      this.#open.add(socket);
      socket.once('close', () => this.#open.delete(socket));
    });
    server.on(ready, (socket: Socket) => {
      this.#carried.set(socket, performance.now());
      socket.once('close', () => this.#carried.delete(socket));
    });
  }

  /** How many have ever come. */
  get count(): number {
    return this.#count;
  }

  /** Hands a call to the listener. */
  receive(request: IncomingMessage, response: ServerResponse): void {
    if (this.#isEnding) response.shouldKeepAlive = false;
    this.#carried.set(request.socket, response);
    if (this.#held === undefined) this.#listener(request, response);
    else this.#held.push(() => this.#listener(request, response));
  }

  /** Whether an answer on this connection has begun and not ended: anything written now would spoil it. */
  isAnswering(socket: Socket): boolean {
    const carried = this.#carried.get(socket);
    return typeof carried === 'object' && carried.headersSent && !carried.writableFinished;
  }

  /**
   * Tells a door that waits for the rest of a body, by the event 'broken' of the request, that it will not
   * come: the door can answer in its own form. False when none does.
   */
  tellBroken(socket: Socket): boolean {
    const carried = this.#carried.get(socket);
    return typeof carried === 'object' && socket.writable && !carried.headersSent && !carried.req.complete &&
      carried.req.emit('broken');
  }

  /**
   * Tells a door, by the event 'overdue' of the request, that it has not arrived whole within REQUEST_TIMEOUT. One that
   * takes a body however long it is, and looks after its time itself, listens. False when none does.
   */
  tellOverdue(socket: Socket): boolean {
    const carried = this.#carried.get(socket);
    return typeof carried === 'object' && !carried.req.complete && carried.req.emit('overdue');
  }

  /**
   * Makes every answer from now on the last of its connection, so that no next call is sent into a closing
   * one.
   */
  announceEnd(): void {
    this.#isEnding = true;
    for (const carried of this.#carried.values()) {
      if (typeof carried === 'object' && !carried.headersSent) carried.shouldKeepAlive = false;
    }
  }

  /** Begins no call until `release`. */
  hold(): void {
    this.#held ??= [];
  }

  release(): void {
    const held = this.#held ?? [];
    this.#held = undefined;
    for (const begin of held) begin();
  }

  /**
   * Closes connections on which no request has come; Node takes them for busy. Young ones may still bring
   * one: their caller was let in just before the end.
   * @param age milliseconds from which on a connection is closed
   */
  closeUnused(age: number): void {
    const before = performance.now() - age;
    for (const [socket, since] of this.#carried) if (typeof since === 'number' && since <= before) socket.destroy();
  }

  /** Cuts every connection. */
  cutAll(): void {
    for (const socket of this.#open) socket.destroy();
  }
}
