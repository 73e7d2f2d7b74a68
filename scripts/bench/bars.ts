/** A promise with a figure. */
export interface Bar {
  readonly what: string;
  /** The figure as measured. */
  readonly is: number;
  readonly bar: number;
  /** Whether the figure should be at least, or at most, the bar. */
  readonly sense: 'at least' | 'at most';
  readonly unit: string;
}

/** Within 5% counts as met (design.md 9): that is how much two runs differ. */
const TOLERANCE = 0.05;

export function isMet({ is, bar, sense }: Bar): boolean {
  return sense === 'at least' ? is >= bar * (1 - TOLERANCE) : is <= bar * (1 + TOLERANCE);
}

/** Prints each bar as met or missed. True when all are met. */
export function printBars(bars: readonly Bar[]): boolean {
  console.log('');
  for (const bar of bars) {
    const figure = `${bar.is.toFixed(2)}${bar.unit}`.padStart(10);
    console.log(`${isMet(bar) ? 'met   ' : 'MISSED'} ${figure}  (${bar.sense} ${bar.bar}${bar.unit})  ${bar.what}`);
  }
  return bars.every(isMet);
}

/**
 * Prints rows under a head, in columns as wide as their longest cell; the first column to the left, figures
 * to the right.
 */
export function printTable(head: readonly string[], rows: readonly (readonly string[])[]): void {
  const widths = head.map((_, column) => Math.max(...[head, ...rows].map((row) => (row[column] ?? '').length)));
  for (const row of [head, ...rows]) {
    console.log(row.map((cell, column) =>
      (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0))).join('  '));
  }
}

/** The middle value; of an even number of values the lower of the two in the middle. */
export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) / 2)] ?? Number.NaN;
}
