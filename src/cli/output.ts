/**
 * What commands write. Results go to stdout and nothing else does, so that it can be piped; complaints go to stderr.
 */

/** Writes a result and ends its line. An empty text writes nothing. */
export function print(text: string): void {
  if (text !== '') process.stdout.write(text.endsWith('\n') ? text : `${text}\n`);
}

export function complain(text: string): void {
  process.stderr.write(`${text}\n`);
}

/** A reader that closes the pipe early (`| head`) is no error: the command goes on, and its output is lost. */
export function tolerateClosedPipes(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
    });
  }
}

const SHOWN_AS: Readonly<Record<string, string>> = { '\t': '\\t', '\n': '\\n' };

/** A text of others on one line. What a terminal could take for a command is not sent to it. */
export function tamed(text: string): string {
  return text.replaceAll(/[\0-\x1f\x7f-\x9f]/g, (char) => SHOWN_AS[char] ?? '?');
}

/** Lines up columns, what others wrote tamed; no headings above an empty list. */
export function columns(headings: readonly string[], lines: readonly (readonly string[])[]): string {
  if (lines.length === 0) return '';
  const all = [headings, ...lines].map((line) => line.map(tamed));
  const widths = headings.map((_, index) => Math.max(...all.map((line) => line[index]?.length ?? 0)));
  return all.map((line) => line.map((cell, index) => cell.padEnd(widths[index] ?? 0)).join('  ').trimEnd()).join('\n');
}

const SHOWN = 100;

/** A text of others, tamed and cut. */
export function shown(text: string): string {
  return tamed(text.slice(0, SHOWN));
}
