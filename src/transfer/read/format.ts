/** How a file to be read is written. */
export const CHARSETS = ['utf-8', 'windows-1252', 'utf-16le', 'utf-16be'] as const;
export type Charset = (typeof CHARSETS)[number];

export const FILE_KINDS = ['csv', 'fixed', 'xml'] as const;
export type FileKind = (typeof FILE_KINDS)[number];

export interface FileFormat {
  readonly kind: FileKind;
  readonly charset: Charset;
  /** Kind csv: one character of ASCII between cells. */
  readonly delimiter: string;
  /** Kind csv: one character of ASCII around cells, doubled inside of them; '' for none. */
  readonly quote: string;
  /** Whether the first record names the columns; it is then none of the records. Not for kind xml. */
  readonly header: boolean;
  readonly lineEnd: 'lf' | 'crlf';
  /** Kind fixed: characters of each column. */
  readonly widths: readonly number[];
  /** Kind xml: name of the element that is a record; its child elements are its columns. */
  readonly record: string;
}

/** What somebody knows better than the head of the file tells. */
export type FormatWish = { readonly [Member in keyof Omit<FileFormat, 'lineEnd'>]?: FileFormat[Member] | undefined };

/** A record with as many cells as the file has columns. */
export interface GoodRecord {
  /** Where it begins, from 1; the header counts. */
  readonly line: number;
  readonly cells: readonly string[];
}

/** A record that cannot be taken; those behind it can. */
export interface BadRecord {
  readonly line: number;
  /** Its text as it stands in the file, without the line end; a very long one is cut. */
  readonly raw: string;
  readonly why: string;
}

export type FileRecord = GoodRecord | BadRecord;

export function isBad(record: FileRecord): record is BadRecord {
  return 'why' in record;
}
