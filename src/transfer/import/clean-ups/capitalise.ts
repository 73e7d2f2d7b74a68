/**
 * Where words begin: a letter behind none of letters, marks and digits. Behind an apostrophe a letter that stands alone
 * is none: `jan's`, `'t hooft`.
 */
const WORD_START = /(?<![\p{L}\p{M}\p{N}'’])\p{L}|(?<=['’])\p{L}(?=\p{M}*\p{L})/gu;

/** Letters of two with a capital of its own for the beginning of a word. */
const DIGRAPHS: ReadonlyMap<string, string> = new Map([['ǆ', 'ǅ'], ['ǉ', 'ǈ'], ['ǌ', 'ǋ'], ['ǳ', 'ǲ']]);
/** Has capitals, but no words that begin with one. */
const GEORGIAN = /\p{Script=Georgian}/u;

/**
 * The first letter of each word as a capital, the rest in lower case: `o'neill-van der berg` becomes
 * `O'Neill-Van Der Berg`.
 */
export function capitalised(text: string): string {
  return text.toLowerCase().replace(WORD_START, capital);
}

function capital(letter: string): string {
  const upper = letter.toUpperCase();
  if (upper.length === letter.length) return GEORGIAN.test(letter) ? letter : DIGRAPHS.get(letter) ?? upper;
  const [first = '', ...rest] = upper; // ß is SS, ﬁ is FI
  return first + rest.join('').toLowerCase();
}
