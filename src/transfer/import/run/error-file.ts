import { folderOf } from '../../files/index.ts';
import { errorsOfRun, forgetErrors } from './errors-of-run.ts';
import { noteErrorFile, type ImportFile } from './file-of-run.ts';
import type { ImportWork } from './work.ts';

/** Columns behind those of the file. */
const OWN_COLUMNS = ['line', 'error'];
const ROLE = 'errors';

/** Bytes handed over at once. */
const PIECE = 64 * 1024;

/**
 * The fourth phase: writes the bad records to a file of their own, CSV in UTF-8, which can be put right and imported
 * again. Cells are as they were, also those that a spreadsheet would take for a formula: a guard would change them. The
 * name is claimed and stored before the first byte, so a repeated attempt writes the same file.
 * @throws {TolkError} as FileStore
 */
export async function writeErrors(work: ImportWork, file: ImportFile): Promise<void> {
  const { run, store } = work;
  const first = await errorsOfRun(run.scope, run.id).next();
  if (first.done === true) {
    await run.step(() => Promise.resolve(), () => ({ cursor: { phase: 'archive' } }));
    return;
  }
  const name = file.errors ?? await chosenName(work, file);
  const bytes = await store.write(name, linesOf(work, file));
  await run.step(async (tx) => {
    await forgetErrors(tx, run.id);
    await noteErrorFile(tx, run.id, null);
  }, () => ({
    cursor: { phase: 'archive' }, files: run.files.map((one) => (one.role === ROLE ? { ...one, bytes } : one)),
  }));
}

async function chosenName({ run, store, definition }: ImportWork, file: ImportFile): Promise<string> {
  const name = await store.claim(errorName(file.name, definition.file.errors), `run ${run.id}`);
  const { location } = definition.file;
  await run.step((tx) => noteErrorFile(tx, run.id, name), () => ({
    files: [...run.files.filter(({ role }) => role !== ROLE), { role: ROLE, location, name }],
  }));
  return name;
}

/** `in/orders.csv` -> `in/orders.errors.csv`. @param folder default: that of the file */
function errorName(name: string, folder = folderOf(name)): string {
  const stem = name.slice(name.lastIndexOf('/') + 1).replace(/\.gz$/i, '').replace(/(?<=.)\.[^.]*$/, '');
  return `${folder === '' ? '' : `${folder}/`}${stem}.errors.csv`;
}

async function* linesOf({ run }: ImportWork, { columns = [], delimiter = ';' }: ImportFile): AsyncGenerator<Buffer> {
  let text = lineOf([...columns, ...OWN_COLUMNS], delimiter);
  for await (const { line, cells, why } of errorsOfRun(run.scope, run.id)) {
    const filled = columns.map((_column, place) => cells[place] ?? '');
    text += lineOf([...filled, String(line), why], delimiter);
    if (text.length < PIECE) continue;
    yield Buffer.from(text);
    text = '';
  }
  yield Buffer.from(text);
}

function lineOf(cells: readonly string[], delimiter: string): string {
  return `${cells.map((cell) => quoted(cell, delimiter)).join(delimiter)}\n`;
}

function quoted(cell: string, delimiter: string): string {
  const isPlain = ![delimiter, '"', '\n', '\r'].some((mark) => cell.includes(mark));
  return isPlain ? cell : `"${cell.replaceAll('"', '""')}"`;
}
