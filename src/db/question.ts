import type pg from 'pg';

/** A statement with its values, as texts, Buffers and nulls; without a name it is parsed each time. */
export interface Asked {
  readonly name: string;
  readonly text: string;
  readonly values: readonly (string | Buffer | null)[];
}

type Parser = (text: string) => unknown;
type Row = unknown[];

/** What pg tells of the answer. */
interface Described {
  readonly fields: readonly { readonly dataTypeID: number }[];
}
interface Told {
  readonly fields: readonly (string | null)[];
}

/** How the rows of a connection's named statements are read, by name. */
const known = new WeakMap<pg.Client, Map<string, readonly Parser[]>>();

/**
 * Asks statements, in one message and for one answer; the server goes from one to the next until one fails. pg itself
 * would have each described anew, and waits for the answer of one before it sends the next.
 * @returns the rows of each statement
 * @throws {pg.DatabaseError} of the first that failed, and connection errors as pg gives them
 */
export function ask(connection: pg.Client, statements: readonly Asked[]): Promise<readonly Row[][]> {
  return new Promise<readonly Row[][]>((resolve, reject) => {
    connection.query(new Question(connection, statements, { resolve, reject }));
  }).catch((error: unknown) => {
    if (error instanceof Error) Error.captureStackTrace(error); // it was made where the socket is read
    throw error;
  });
}

interface Settle {
  readonly resolve: (answers: readonly Row[][]) => void;
  readonly reject: (error: unknown) => void;
}

/** What pg's client sends and feeds with what comes back, as its own Query. */
class Question implements pg.Submittable {
  readonly #connection: pg.Client;
  readonly #statements: readonly Asked[];
  readonly #settle: Settle;
  readonly #known: Map<string, readonly Parser[]>;
  readonly #answers: Row[][] = [];
  #rows: Row[] = [];
  #parsers: readonly Parser[] = [];
  /** Why a value could not be read: thrown where the socket is read, it would end the process. */
  #unread: unknown;

  constructor(connection: pg.Client, statements: readonly Asked[], settle: Settle) {
    this.#connection = connection;
    this.#statements = statements;
    this.#settle = settle;
    this.#known = known.get(connection) ?? new Map<string, readonly Parser[]>();
    known.set(connection, this.#known);
  }

  submit(connection: pg.Connection): void {
    connection.stream.cork();
    for (const { name, text, values } of this.#statements) {
      const isKnown = this.#known.has(name);
      if (!isKnown) {
        connection.close({ type: 'S', name }, true); // of a try that failed after it was parsed
        connection.parse({ name, text, types: [] }, true);
      }
      connection.bind({ statement: name, values: [...values] }, true);
      if (!isKnown) connection.describe({ type: 'P', name: '' }, true);
      connection.execute(null, true);
    }
    connection.sync();
    connection.stream.uncork();
    this.#begin();
  }

  handleRowDescription({ fields }: Described): void {
    this.#parsers = fields.map(({ dataTypeID }) => this.#connection.getTypeParser(dataTypeID, 'text') as Parser);
  }

  handleDataRow({ fields }: Told): void {
    try {
      this.#rows.push(fields.map((text, place) => (text === null ? null : this.#parsers[place]?.(text))));
    } catch (error) {
      this.#unread ??= error;
    }
  }

  handleCommandComplete(): void {
    const { name = '' } = this.#statements[this.#answers.length] ?? {};
    if (name !== '') this.#known.set(name, this.#parsers);
    this.#answers.push(this.#rows);
    this.#begin();
  }

  handleReadyForQuery(): void {
    if (this.#unread === undefined) this.#settle.resolve(this.#answers);
    else this.#settle.reject(this.#unread);
  }

  handleError(error: unknown): void {
    this.#settle.reject(error);
  }

  /** Of the next statement. */
  #begin(): void {
    this.#rows = [];
    this.#parsers = this.#known.get(this.#statements[this.#answers.length]?.name ?? '') ?? [];
  }
}
