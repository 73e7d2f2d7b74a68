import { SaxesParser } from 'saxes';
import { unmarked } from './charset.ts';
import type { FileFormat } from './format.ts';
import type { RecordLimits } from './line-records.ts';
import { unreadable } from './open-bytes.ts';

/** A record of an XML file, before it is known which columns there are. */
export interface XmlRecord {
  readonly line: number;
  /** Child element -> its text, in their order. */
  readonly cells: ReadonlyMap<string, string>;
  readonly raw: string;
  readonly why?: string | undefined;
}

/**
 * The records of an XML file: elements of one name, their child elements the cells. Attributes are not read.
 * @throws {TolkError} FILE_UNREADABLE when the XML is not well-formed, or a record or what is between records is longer
 *   than IMPORT_RECORD_BYTES: from there on nothing in it can be told apart
 */
export async function* xmlRecords(
  source: AsyncIterable<Buffer>, { charset, record: name }: FileFormat, { IMPORT_RECORD_BYTES: most }: RecordLimits,
): AsyncGenerator<XmlRecord> {
  const parser = new SaxesParser({ position: true });
  const decoder = new TextDecoder(charset.startsWith('utf-16') ? 'utf-8' : charset, { ignoreBOM: true });
  let window = ''; // the source from the open record on, or from the end of the last one
  let windowAt = 0;
  let ended = 0;
  let depth = 0; // within the record, from 1; 0: outside
  let begun = { line: 0, at: 0 };
  let cells = new Map<string, string>();
  let text = '';
  let why: string | undefined;
  let done: XmlRecord[] = [];
  let broken: Error | undefined;

  parser.on('opentagstart', (tag) => {
    if (depth === 0 && tag.name !== name) return;
    depth++;
    if (depth === 1) {
      begun = { line: parser.line, at: parser.position - name.length - 2 };
      cells = new Map();
      why = undefined;
    } else if (depth === 2) text = '';
    else why ??= `has elements within an element (${tag.name})`;
  });
  const take = (piece: string) => {
    if (depth === 2) text += piece;
    else if (depth === 1 && piece.trim() !== '') why ??= 'has text beside its elements';
  };
  parser.on('text', take);
  parser.on('cdata', take);
  parser.on('closetag', (tag) => {
    if (depth === 2) {
      if (cells.has(tag.name)) why ??= `has the element ${tag.name} twice`;
      cells.set(tag.name, text);
    } else if (depth === 1) {
      const raw = window.slice(begun.at - windowAt, parser.position - windowAt);
      if (raw.includes('\ufffd')) why ??= `has bytes that are not ${charset}`;
      // one that another end tag closes comes before its error
      const isWhole = tag.isSelfClosing || raw.slice(raw.lastIndexOf('</') + 2, -1).trimEnd() === name;
      if (isWhole && broken === undefined) done.push({ line: begun.line, cells, raw, why });
      ended = parser.position;
    }
    if (depth > 0) depth--;
  });
  parser.on('error', ({ message }) => { broken ??= unreadable(`its XML is not well-formed (${message})`); });

  const read = function* (piece: string): Generator<XmlRecord> {
    window += piece;
    parser.write(piece);
    const found = done;
    done = [];
    yield* found;
    if (broken !== undefined) throw broken;
    const keep = depth > 0 ? begun.at : ended;
    window = window.slice(keep - windowAt);
    windowAt = keep;
    if (window.length > most) throw unreadable(`what begins near line ${begun.line} is longer than ${most} bytes`);
  };
  for await (const piece of unmarked(source, charset)) yield* read(decoder.decode(piece, { stream: true }));
  yield* read(decoder.decode());
  parser.close();
  yield* read('');
}
