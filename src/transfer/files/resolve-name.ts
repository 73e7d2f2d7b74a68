import { failure } from '../../errors.ts';

/** Date variables in file names and what they stand for, as PHP's date() has the letters (imports-exports.md 1). */
const VARIABLES = {
  Y: 'year', m: 'month', d: 'day', H: 'hour', i: 'minute', s: 'second',
} as const satisfies Record<string, Intl.DateTimeFormatPartTypes>;

/**
 * Fills the date variables of a file name: `orders_{Y}{m}{d}_{H}{i}{s}.csv`.
 * @param at the moment, e.g. when a run was due
 * @param zone of the brand
 * @throws {TolkError} FIELD_VALUE: an unknown variable, or a brace without its other
 */
export function resolveName(pattern: string, at: Date, zone: string): string {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone, calendar: 'gregory', numberingSystem: 'latn', hourCycle: 'h23', year: 'numeric',
    month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit',
  }).formatToParts(at);
  return pattern.replace(/\{([^{}]*)\}|[{}]/g, (found, variable: string | undefined) => {
    const type = Object.hasOwn(VARIABLES, variable ?? '') ? VARIABLES[variable as keyof typeof VARIABLES] : undefined;
    const part = parts.find((one) => one.type === type);
    if (part === undefined) {
      throw failure('FIELD_VALUE', {
        field: 'file name', why: `has ${found}; the date variables are {Y} {m} {d} {H} {i} {s}`, value: pattern,
      });
    }
    return part.value;
  });
}

/**
 * Whether a name fits a pattern with `*` (any characters) and `?` (one). Letter case counts; accents composed and
 * decomposed are the same. Takes at most name x pattern steps, whatever the pattern.
 */
export function fits(pattern: string, name: string): boolean {
  const [wish, text] = [[...pattern.normalize()], [...name.normalize()]];
  let [at, place] = [0, 0];
  let star = -1;
  let starPlace = 0;
  while (place < text.length) {
    if (wish[at] === '*') [star, starPlace] = [at++, place];
    else if (at < wish.length && (wish[at] === '?' || wish[at] === text[place])) [at, place] = [at + 1, place + 1];
    else if (star !== -1) [at, place] = [star + 1, ++starPlace]; // the star takes one character more
    else return false;
  }
  return wish.slice(at).every((left) => left === '*');
}
