const XML = 'http://www.w3.org/XML/1998/namespace';
const XMLNS = 'http://www.w3.org/2000/xmlns/';

/** A prefix ('' for the default namespace) and what it stands for, within the element at a depth. */
export interface Binding {
  readonly prefix: string;
  readonly uri: string;
  readonly depth: number;
  readonly outer: Binding | undefined;
  /** How many are in force, this one included. */
  readonly count: number;
}

/** The namespace that a prefix stands for; undefined when it is not declared. */
export function namespaceOf(prefix: string, innermost: Binding | undefined): string | undefined {
  for (let binding = innermost; binding !== undefined; binding = binding.outer) {
    if (binding.prefix === prefix) return binding.uri;
  }
  return prefix === '' ? '' : prefix === 'xml' ? XML : undefined;
}

/**
 * What is wrong with the declaration `xmlns:prefix="uri"`, if anything (Namespaces in XML 1.0, section 3).
 */
export function wrongDeclaration(prefix: string, uri: string): string | undefined {
  if (prefix === 'xmlns' || uri === XMLNS) return 'declares xmlns, which cannot be declared';
  if ((prefix === 'xml') !== (uri === XML)) return 'parts the prefix xml from its namespace';
  if (uri === '' && prefix !== '') return `lets the prefix ${prefix} stand for nothing`;
  return undefined;
}
