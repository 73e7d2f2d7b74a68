const XML = 'http://www.w3.org/XML/1998/namespace';
const XMLNS = 'http://www.w3.org/2000/xmlns/';

/**
 * Prefixes and what they stand for while a document is read. A look-up costs the same however many are
 * declared.
 */
export class Namespaces {
  readonly #bindings = new Map<string, string[]>();
  /** Prefixes in the order of their declaration, and the depth of the element that declared each. */
  readonly #declared: { readonly prefix: string; readonly depth: number }[] = [];

  /** The namespace that a prefix ('' = none) stands for now; undefined when it is not declared. */
  of(prefix: string): string | undefined {
    const uris = this.#bindings.get(prefix);
    if (uris !== undefined && uris.length > 0) return uris[uris.length - 1];
    return prefix === '' ? '' : prefix === 'xml' ? XML : undefined;
  }

  /**
   * Notes `xmlns:prefix="uri"` (prefix '' for `xmlns="uri"`) of the element at a depth. Returns what is wrong
   * with it, if anything.
   */
  declare(prefix: string, uri: string, depth: number): string | undefined {
    if (prefix === 'xmlns' || uri === XMLNS) return 'xmlns cannot be declared';
    if ((prefix === 'xml') !== (uri === XML)) return 'the prefix xml and its namespace belong together';
    if (uri === '' && prefix !== '') return `the prefix ${prefix} cannot stand for nothing`;
    const uris = this.#bindings.get(prefix);
    if (uris === undefined) this.#bindings.set(prefix, [uri]);
    else uris.push(uri);
    this.#declared.push({ prefix, depth });
    return undefined;
  }

  /** Forgets what the element at a depth declared; false when that is nothing. */
  leave(depth: number): boolean {
    const before = this.#declared.length;
    for (let last = this.#declared.at(-1); last?.depth === depth; last = this.#declared.at(-1)) {
      this.#bindings.get(last.prefix)?.pop();
      this.#declared.pop();
    }
    return this.#declared.length < before;
  }
}
