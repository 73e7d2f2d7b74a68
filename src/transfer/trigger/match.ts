/** What follows the name of a trigger: nothing, or `_` and anything; then an ending of what imports read. */
const ENDING = /\.(csv|txt|xml)(\.gz)?$/i;

/** A name as it is compared: without letter case, accents composed. */
export function keyOf(name: string): string {
  return name.normalize().toLowerCase();
}

interface Named {
  readonly name: string;
}

/**
 * The trigger whose file this is: the longest name that the name of the file begins with (imports-exports.md 4).
 * @param file without its folder
 */
export function triggerOf<One extends Named>(file: string, triggers: readonly One[]): One | undefined {
  if (!ENDING.test(file)) return undefined;
  const stem = keyOf(file.replace(ENDING, ''));
  const fits = (key: string) => stem === key || stem.startsWith(`${key}_`);
  return triggers.filter(({ name }) => fits(keyOf(name)))
    .toSorted((one, other) => other.name.length - one.name.length)[0];
}
