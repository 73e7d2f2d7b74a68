import { listOptions } from '../../customer/index.ts';
import type { Scope } from '../../db/index.ts';
import { isBad, type BadRecord, type FileFormat, type FormatWish, type GoodRecord } from './format.ts';
import { matchColumns, type ColumnMatch } from './match-columns.ts';
import { openRecords } from './open-records.ts';

/** Records that are shown, good ones and bad ones each, and characters of a cell. */
const SHOWN = 20;
const CELL_SHOWN = 200;

/** What a file is, before anything is imported. */
export interface FileLook {
  readonly format: FileFormat;
  readonly columns: readonly ColumnMatch[];
  /** The first good records, a cell per column, cut when it is long. */
  readonly first: readonly (readonly string[])[];
  /** The first bad ones. */
  readonly bad: readonly BadRecord[];
  /** Of the records looked at, IMPORT_LOOKED_AT at most. */
  readonly counts: { readonly read: number; readonly good: number; readonly bad: number };
  /** Whether the records looked at are all there are. */
  readonly isWhole: boolean;
  /** What a person should know about the columns. */
  readonly remarks: readonly string[];
}

/**
 * Looks at a file that is to be imported: its format, its columns and what they may be meant for, its first records.
 * @param wish corrects what would be detected
 * @throws {TolkError} FILE_UNREADABLE; what the source throws
 */
export async function lookAt(scope: Scope, source: AsyncIterable<Uint8Array>, wish: FormatWish): Promise<FileLook> {
  return (await lookWithRecords(scope, source, wish)).look;
}

/** The same, and the first good records with whole cells. */
export async function lookWithRecords(
  scope: Scope, source: AsyncIterable<Uint8Array>, wish: FormatWish,
): Promise<{ readonly look: FileLook; readonly first: readonly GoodRecord[] }> {
  const { limits } = scope;
  const { format, columns, records } = await openRecords(source, wish, limits);
  const first: GoodRecord[] = [];
  const bad: BadRecord[] = [];
  const counts = { read: 0, good: 0, bad: 0 };
  let isWhole = true;
  for await (const record of records) {
    if (counts.read === limits.IMPORT_LOOKED_AT) {
      isWhole = false;
      break;
    }
    counts.read++;
    counts[isBad(record) ? 'bad' : 'good']++;
    if (isBad(record)) {
      if (bad.length < SHOWN) bad.push(record);
    } else if (first.length < SHOWN) first.push(record);
  }
  const options = await listOptions(scope);
  const matches = matchColumns(columns, options.map(({ name }) => name));
  const shown = first.map(({ cells }) => cells.map(cut));
  const remarks = remarksOn(columns, counts.read);
  return { look: { format, columns: matches, first: shown, bad, counts, isWhole, remarks }, first };
}

/** A cell as a look shows it. */
export function cut(cell: string): string {
  return cell.slice(0, CELL_SHOWN);
}

function remarksOn(columns: readonly string[], records: number): string[] {
  const unnamed = columns.flatMap((name, place) => (name === '' ? [`column ${place + 1} has no name`] : []));
  const places = Map.groupBy(columns.keys(), (place) => columns[place] ?? '');
  const twice = [...places].filter(([name, all]) => name !== '' && all.length > 1)
    .map(([name, all]) => `columns ${all.map((place) => place + 1).join(', ')} are all called ${name}`);
  return [...unnamed, ...twice, ...(records === 0 ? ['there are no records behind the header'] : [])];
}
