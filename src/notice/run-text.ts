import type { Brand } from '../db/index.ts';
import type { ListedRun } from '../schedule/index.ts';

/**
 * What a mail says about a run that has ended.
 * @param places lines to stand instead of its files, when those lie elsewhere by now
 */
export function runText(
  { name: brand, timeZone }: Brand, run: ListedRun, places: readonly string[] = run.files.map(placeOf),
): { subject: string; text: string } {
  const { id, kind, name, state, counters, startedBy, door, startedAt, endedAt } = run;
  const title = `${kind.charAt(0).toUpperCase()}${kind.slice(1)} ${name}: ${ENDINGS[state] ?? state}`;
  const counts = Object.entries(counters);
  const moments = [['started', startedAt], ['ended', endedAt]].filter(([, moment]) => moment !== null) as [string, string][];
  const parts = [
    [sentenceOf(run), ...remarksOf(run)],
    counts.length === 0 ? [] : ['Counted', ...table(counts.map(([what, count]) => [what, count.toLocaleString('en-GB')]), true)],
    places.length === 0 ? [] : ['Files', ...places.map((place) => `  ${place}`)],
    [`Time in ${timeZone}`, ...table(moments)],
    [`Run ${id} of brand ${brand}, started by ${startedBy} (${door}).`, 'Tolk wrote this mail by itself; nobody reads an answer.'],
  ];
  return {
    subject: `${title} (${brand})`,
    text: `${parts.filter((lines) => lines.length > 0).map((lines) => lines.map(oneLine).join('\n')).join('\n\n')}\n`,
  };
}

/** `input: sftp of the CRM, in/customers.csv`. */
function placeOf({ role, location, name }: ListedRun['files'][number]): string {
  return `${role}: ${location}, ${name}`;
}

const ENDINGS: Readonly<Partial<Record<ListedRun['state'], string>>> = {
  done: 'done', failed: 'failed', dead: 'given up', cancelled: 'cancelled',
};

function sentenceOf({ kind, name, state, error, attempt }: ListedRun): string {
  const what = `The ${kind} "${name}"`;
  const why = error === null ? '.' : `: ${error}`;
  if (state === 'done') return `${what} is done.`;
  if (state === 'dead') return `${what} was given up after ${attempt} ${attempt === 1 ? 'attempt' : 'attempts'}${why}`;
  return `${what} ${state === 'cancelled' ? 'was cancelled' : state}${why}`;
}

/** What people want to know beside the figures (imports-exports.md 2). */
function remarksOf({ counters: { bad = 0, seen = 0, replaced = 0 } }: ListedRun): string[] {
  return [
    ...(bad > 0 ? [`${bad === 1 ? '1 record' : `${bad} records`} could not be taken; the errors file says why.`] : []),
    ...(seen > 0 ? ['This file was imported before, so nothing was changed.'] : []),
    ...(replaced > 0 ? [`${replaced} characters do not exist in the character set of the file and became question marks.`] : []),
  ];
}

/** @param isRight whether the second column stands to the right, as figures do */
function table(lines: readonly (readonly [string, string])[], isRight = false): string[] {
  const [first, second] = [0, 1].map((at) => Math.max(...lines.map((line) => line[at]?.length ?? 0)));
  return lines.map(([name, value]) => `  ${name.padEnd(first ?? 0)}  ${isRight ? value.padStart(second ?? 0) : value}`);
}

/** Names and reasons may hold anything; a line stays a line. */
function oneLine(text: string): string {
  return text.toWellFormed().replaceAll(/[\p{Cc}\u2028\u2029]+/gu, ' ');
}
