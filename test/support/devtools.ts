import type { ChildProcess } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';

type Listener = (method: string, params: unknown) => void;

interface Message {
  readonly id?: number;
  readonly sessionId?: string;
  readonly method?: string;
  readonly params?: unknown;
  readonly result?: unknown;
  readonly error?: { readonly message: string };
}

/**
 * The DevTools protocol with a browser started with --remote-debugging-pipe: JSON messages, each ended by a NUL
 * byte, to its descriptor 3 and from its descriptor 4.
 */
export class DevTools {
  readonly #to: Writable;
  readonly #asked = new Map<number, { resolve(result: unknown): void; reject(reason: Error): void }>();
  readonly #listeners = new Map<string, Listener>();
  #lastId = 0;

  constructor(browser: ChildProcess) {
    this.#to = browser.stdio[3] as Writable;
    const from = browser.stdio[4] as Readable;
    let begun = '';
    from.setEncoding('utf8').on('data', (text: string) => {
      const messages = (begun + text).split('\0');
      begun = messages.pop() ?? '';
      for (const message of messages) this.#take(JSON.parse(message) as Message);
    });
    const fail = () => {
      for (const { reject } of this.#asked.values()) reject(new Error('the browser has ended'));
      this.#asked.clear();
    };
    browser.once('exit', fail).once('error', fail);
    this.#to.on('error', fail);
  }

  /** Calls a method of the browser, or of the tab of that session, and gives its answer. */
  ask<T>(method: string, params: object, sessionId?: string): Promise<T> {
    const id = ++this.#lastId;
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    this.#asked.set(id, { resolve, reject: (reason) => reject(new Error(`${method}: ${reason.message}`)) });
    this.#to.write(`${JSON.stringify({ id, method, params, sessionId })}\0`);
    return promise as Promise<T>;
  }

  /** Hears of what happens in the tab of a session. */
  listen(sessionId: string, listener: Listener): void {
    this.#listeners.set(sessionId, listener);
  }

  #take({ id, sessionId = '', method = '', params, result, error }: Message): void {
    if (id === undefined) {
      this.#listeners.get(sessionId)?.(method, params);
      return;
    }
    const asked = this.#asked.get(id);
    this.#asked.delete(id);
    if (error === undefined) asked?.resolve(result);
    else asked?.reject(new Error(error.message));
  }
}
