import type { Readable } from 'node:stream';

/** A file as a listing tells of it. */
export interface StoredFile {
  readonly name: string;
  readonly size: number;
  readonly modifiedAt: Date;
}

/** A file that is read, from its beginning. */
export interface OpenedFile extends Readable {
  /** Bytes that it will give; what is appended meanwhile is not read. */
  readonly size: number;
}

/**
 * The files of an opened location. Names are relative to its start folder, with `/` between folders (`Done/a.csv`).
 * Nothing here overwrites what is there, and nothing shows a file before it is whole.
 *
 * All acts throw {TolkError} FIELD_VALUE (a name that no location can have), LOCATION_AWAY, LOCATION_FULL and
 * LOCATION_FAILED (5xx: another try may help), LOCATION_DENIED, FILE_NOT_FOUND, FILE_TAKEN (4xx: it does not).
 */
export interface FileStore {
  /**
   * The files of a folder, oldest first; '' is the start folder, a folder that is not there holds none. Left out are
   * folders, links, and what is still being written (`.part`, `.filepart`).
   * @throws {TolkError} FOLDER_CROWDED
   */
  list(folder: string): Promise<StoredFile[]>;

  /** One file as it is now, without a look at all others; undefined: there is none of that name. */
  find(name: string): Promise<StoredFile | undefined>;

  /** A file from its beginning; its errors are as those of acts, and FILE_TOO_LARGE. Destroy it to stop early. */
  read(name: string): Promise<OpenedFile>;

  /**
   * Chooses a free name: the wished one, or with a suffix (`a (2).csv`). It stays the owner's until `write` or
   * `discard`: an empty `<name>.part` beside it keeps others away. The same owner with the same wish gets the same
   * name.
   * @param owner who writes, of its own in the brand: `run 17`. Store the name before the first byte of `write`
   */
  claim(wish: string, owner: string): Promise<string>;

  /**
   * Writes the whole file under a name that `claim` gave, or nothing: first to `<name>.part`, then renamed. It may be
   * repeated after a crash at any moment: one file is there at the end.
   * @returns its size in bytes
   * @throws {TolkError} FILE_TOO_LARGE; what the source throws
   */
  write(claimed: string, source: AsyncIterable<Uint8Array>): Promise<number>;

  /** Gives a claimed name up, and what was written for it so far. */
  discard(claimed: string): Promise<void>;

  /**
   * Moves a file. Of two who move the same file one succeeds, the other gets FILE_NOT_FOUND: a move is a lock.
   * @returns the name it got: a taken one gets a suffix
   */
  move(from: string, to: string): Promise<string>;

  remove(name: string): Promise<void>;

  close(): Promise<void>;
}
