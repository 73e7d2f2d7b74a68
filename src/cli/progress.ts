/**
 * A line that shows how far long work is, on a terminal only: what is piped or kept gets none. It stands on stderr, and
 * is wiped before a result is printed.
 */

const BAR_WIDTH = 30;

/** Shows a line in the place of the one before. @param line undefined wipes it */
export function drawProgress(line: string | undefined): void {
  if (!process.stderr.isTTY) return;
  process.stderr.write(`\r\u001b[K${line ?? ''}`);
}

/** `[###...] 40%`. @param part 0 to 1 */
export function barOf(part: number): string {
  return `[${'#'.repeat(Math.floor(part * BAR_WIDTH)).padEnd(BAR_WIDTH, '.')}] ${Math.floor(part * 100)}%`;
}

const DRAW_EVERY = 200;
const MEGABYTE = 1024 * 1024;

/** Passes bytes on and shows how many of them have passed: `[###...] 40%  80 of 200 MB`. @param size of all */
export async function* countedBytes(
  source: AsyncIterable<Uint8Array>, size: number,
): AsyncGenerator<Uint8Array, undefined> {
  let passed = 0;
  let drawnAt = -Infinity;
  try {
    for await (const piece of source) {
      yield piece;
      passed += piece.length;
      if (performance.now() - drawnAt < DRAW_EVERY) continue;
      drawnAt = performance.now();
      const megabytes = (bytes: number) => (bytes / MEGABYTE).toFixed(size < 10 * MEGABYTE ? 1 : 0);
      drawProgress(`${barOf(Math.min(1, passed / size))}  ${megabytes(passed)} of ${megabytes(size)} MB`);
    }
  } finally {
    drawProgress(undefined);
  }
}
