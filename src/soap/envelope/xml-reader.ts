/**
 * Reads an XML document in one pass, front to back, and hands out what the caller asks for next: the next
 * child element, the text of this one, or nothing but its end. What is not asked for is checked all the same:
 * the whole document is well-formed and its namespaces declared (XML 1.0, Namespaces in XML 1.0), or
 * XML_MALFORMED is thrown. DOCTYPE, processing instructions and entities of one's own are refused, as SOAP
 * demands (SOAP 1.1 section 3, SOAP 1.2 part 1 section 5).
 */
import { failure } from '../../errors.ts';
import { readAttributes, type Attribute } from './attributes.ts';
import { BANG, COLON, GREATER, LESS, QUESTION, SLASH, endOfName, findForbidden, isBlank } from './characters.ts';
import { namespaceOf, wrongDeclaration, type Binding } from './namespaces.ts';
import { resolveReferences } from './references.ts';

/** XML 1.0 production 23, and only of version 1.0. */
const DECLARATION = new RegExp(
  `<\\?xml\\s+version\\s*=\\s*${quoted('1\\.0')}(?:\\s+encoding\\s*=\\s*${quoted('[A-Za-z][\\w.\\-]*')})?` +
  `(?:\\s+standalone\\s*=\\s*${quoted('(?:yes|no)')})?\\s*\\?>`, 'y',
);
const NOT_BLANK = /[^ \t\n\r]/;
const CDATA = '[CDATA[';
/** How much of a stray text an error may quote. */
const QUOTED = 40;

const NO_ATTRIBUTES: readonly Attribute[] = [];

export interface XmlLimits {
  /** Elements inside each other. */
  readonly MAX_DEPTH: number;
  /** Namespace declarations in force at one place. */
  readonly MAX_PREFIXES: number;
}

/** Reads one document from start to end, element by element, and refuses what SOAP forbids as it comes to it. */
export class XmlReader {
  /** Local name of the element that was entered last. */
  local = '';
  /** Text that stood between child elements where only white space may; the start of the first such text. */
  stray = '';

  readonly #text: string;
  readonly #limits: XmlLimits;
  /** Whether the document has any `&`, any `]]>`: nearly none has, and then no text is searched for them. */
  readonly #hasReferences: boolean;
  readonly #hasSectionEnd: boolean;
  /** Names of the open elements, as written, and what stands before their local names: `ns1:` or nothing. */
  readonly #open: string[] = [];
  readonly #lead: string[] = [];
  #bindings: Binding | undefined;
  #depth = 0;
  #at = 0;
  /** The element entered last was `<name/>`, so its end has been read. */
  #selfClosed = false;
  #prefix = '';
  #knownPrefix = '';
  #attributes = NO_ATTRIBUTES;

  /** @param text without byte order mark */
  constructor(text: string, limits: XmlLimits) {
    this.#limits = limits;
    // XML 1.0 section 2.11: every way of ending a line counts as a line feed
    this.#text = text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text;
    this.#hasReferences = text.includes('&');
    this.#hasSectionEnd = text.includes(']]>');
  }

  /** Enters the root element. */
  root(): void {
    this.#refuseForbidden();
    DECLARATION.lastIndex = 0;
    if (DECLARATION.test(this.#text)) this.#at = DECLARATION.lastIndex;
    else if (/^<\?xml\s/.test(this.#text)) this.refuse('begins with an XML declaration that is not one of XML 1.0');
    if (this.#nextMarkup() === -1) this.refuse('has no root element');
    this.child();
  }

  /** After the end of the root element: sees to it that nothing else follows. */
  end(): void {
    if (this.#nextMarkup() !== -1) this.refuse('goes on after its root element');
  }

  /** Enters the next child of the open element. False, and the open element is left, when it has no more. */
  child(): boolean {
    if (this.#selfClosed) {
      this.#selfClosed = false;
      this.#leave();
      return false;
    }
    const open = this.#nextMarkup();
    if (open === -1) this.refuse('ends too early');
    if (this.#text.charCodeAt(open + 1) === SLASH) {
      this.#close(open);
      return false;
    }
    this.#start(open);
    return true;
  }

  /** What stands before the local name in the tags of the open element: `ns1:`, or nothing. */
  get lead(): string {
    return this.#lead[this.#depth - 1] ?? '';
  }

  /** The namespace that a prefix stands for in the open element; undefined when it is not declared. */
  namespaceOf(prefix: string): string | undefined {
    return namespaceOf(prefix, this.#bindings);
  }

  /**
   * Reads some of the next children at once. The expression must be sticky and match nothing but whole
   * elements in a row, with the lead of the open element, without declarations, references and comments: what
   * `child` and `text` would read alike. Undefined when it matches none.
   */
  match(children: RegExp): RegExpExecArray | undefined {
    if (this.#selfClosed || this.#hasSectionEnd || this.#depth === this.#limits.MAX_DEPTH) return undefined;
    children.lastIndex = this.#at;
    const found = children.exec(this.#text);
    if (found === null || children.lastIndex === this.#at) return undefined;
    this.#at = children.lastIndex;
    return found;
  }

  /**
   * Reads to the end of the open element and leaves it. Its text, or undefined when there are elements in it.
   */
  text(): string | undefined {
    if (this.#selfClosed) {
      this.#selfClosed = false;
      this.#leave();
      return '';
    }
    const from = this.#at;
    const open = this.#text.indexOf('<', from);
    if (this.#text.charCodeAt(open + 1) !== SLASH || open === -1) return this.#mixedText();
    this.#close(open);
    return this.#plain(from, open);
  }

  /** Reads to the end of the open element and leaves it. */
  skip(): void {
    const { stray } = this;
    const depth = this.#depth;
    while (this.#depth >= depth) this.child();
    this.stray = stray;
  }

  /** Namespace of the element that was entered last; '' when it is in none. */
  namespace(): string {
    return this.namespaceOf(this.#prefix) ?? '';
  }

  /**
   * Value of an attribute of the element that was entered last. @param namespace '' for one without prefix
   */
  attribute(namespace: string, local: string): string | undefined {
    for (const attribute of this.#attributes) {
      if (attribute.local === local && this.#namespaceOfAttribute(attribute) === namespace) return attribute.value;
    }
    return undefined;
  }

  /** Local names of the open elements below the outermost `skipped`, for error texts: `customer.birthday`. */
  path(skipped: number): string {
    return this.#open.slice(skipped, this.#depth).map((name) => name.slice(name.indexOf(':') + 1)).join('.');
  }

  refuse(why: string, at = this.#at): never {
    const before = this.#text.slice(0, at);
    const line = before.split('\n').length;
    const column = at - before.lastIndexOf('\n');
    throw failure('XML_MALFORMED', { why, line: String(line), column: String(column) });
  }

  #refuseForbidden(): void {
    const at = findForbidden(this.#text);
    if (at !== -1) this.refuse(`holds the character ${codeAt(this.#text, at)}, which XML forbids`, at);
  }

  /** Moves over text, comments and CDATA sections to the next tag; -1 at the end of the document. */
  #nextMarkup(): number {
    for (;;) {
      const from = this.#at;
      const open = this.#text.charCodeAt(from) === LESS ? from : this.#text.indexOf('<', from);
      if (open !== from) this.#between(this.#plain(from, open === -1 ? this.#text.length : open));
      if (open === -1) return -1;
      const mark = this.#text.charCodeAt(open + 1);
      if (mark === QUESTION) this.refuse('holds a processing instruction, which SOAP forbids', open);
      if (mark !== BANG) return open;
      this.#between(this.#special(open));
    }
  }

  /**
   * Text between elements: only white space says nothing. Outside the root element nothing else may stand.
   */
  #between(text: string): void {
    if (!NOT_BLANK.test(text)) return;
    if (this.#depth === 0) this.refuse('has text outside its root element');
    if (this.stray === '') this.stray = text.trim().slice(0, QUOTED);
  }

  /** Content with comments, CDATA or elements in it. */
  #mixedText(): string | undefined {
    let text = '';
    let elements = false;
    for (;;) {
      const from = this.#at;
      const open = this.#text.indexOf('<', from);
      if (open === -1) this.refuse('ends too early');
      text += this.#plain(from, open);
      this.#at = open;
      const mark = this.#text.charCodeAt(open + 1);
      if (mark === BANG) {
        text += this.#special(open);
      } else if (this.child()) {
        elements = true;
        this.skip();
      } else {
        return elements ? undefined : text;
      }
    }
  }

  /** Reads a comment or a CDATA section and gives its text ('' for a comment). */
  #special(open: number): string {
    const text = this.#text;
    if (text.startsWith('--', open + 2)) {
      const end = text.indexOf('--', open + 4);
      if (end === -1 || text.charCodeAt(end + 2) !== GREATER) this.refuse('has a comment that does not end well', open);
      this.#at = end + 3;
      return '';
    }
    if (text.startsWith(CDATA, open + 2)) {
      if (this.#depth === 0) this.refuse('has text outside its root element', open);
      const end = text.indexOf(']]>', open);
      if (end === -1) this.refuse('has a CDATA section without end', open);
      this.#at = end + 3;
      return text.slice(open + 2 + CDATA.length, end);
    }
    if (text.startsWith('DOCTYPE', open + 2)) this.refuse('holds a DOCTYPE, which SOAP forbids', open);
    return this.refuse('has a "<!" that begins nothing', open);
  }

  #plain(from: number, to: number): string {
    const text = this.#text.slice(from, to);
    if (this.#hasSectionEnd && text.includes(']]>')) this.refuse('has "]]>" in its text', from);
    if (!this.#hasReferences) return text;
    return text.includes('&') ? resolveReferences(text, (why) => this.refuse(why, from)) : text;
  }

  /** Reads a start tag. */
  #start(open: number): void {
    const text = this.#text;
    const begin = open + 1;
    const first = endOfName(text, begin);
    const prefixed = text.charCodeAt(first) === COLON;
    const at = prefixed ? endOfName(text, first + 1) : first;
    if (first === begin || (prefixed && at === first + 1)) this.refuse('has a tag without a proper name', open);
    const name = text.slice(begin, at);
    this.local = prefixed ? text.slice(first + 1, at) : name;
    this.#prefix = prefixed ? text.slice(begin, first) : '';
    if (this.#depth === this.#limits.MAX_DEPTH) throw failure('XML_TOO_DEEP', { depth: String(this.#limits.MAX_DEPTH) });
    this.#lead[this.#depth] = prefixed ? text.slice(begin, first + 1) : '';
    this.#open[this.#depth++] = name;
    this.#attributes = NO_ATTRIBUTES;
    this.#at = text.charCodeAt(at) === GREATER ? at + 1 : this.#restOfTag(at);
    if (this.#prefix !== this.#knownPrefix) this.#checkPrefix(this.#prefix, open);
  }

  /** Reads attributes and the end of a start tag; gives the position after it. */
  #restOfTag(at: number): number {
    const tag = readAttributes(this.#text, at, (why, where) => this.refuse(why, where));
    this.#attributes = tag.attributes;
    this.#selfClosed = tag.selfClosed;
    this.#knownPrefix = '';
    for (const { prefix, local, value } of tag.attributes) {
      const declares = prefix === 'xmlns' ? local : prefix === '' && local === 'xmlns' ? '' : undefined;
      if (declares === undefined) continue;
      this.#declare(declares, value, at);
    }
    for (const { prefix } of tag.attributes) if (prefix !== '' && prefix !== 'xmlns') this.#checkPrefix(prefix, at);
    if (tag.attributes.length > 1) this.#refuseTwins(tag.attributes, at);
    return tag.end;
  }

  #declare(prefix: string, uri: string, at: number): void {
    const wrong = wrongDeclaration(prefix, uri);
    if (wrong !== undefined) this.refuse(wrong, at);
    const count = (this.#bindings?.count ?? 0) + 1;
    if (count > this.#limits.MAX_PREFIXES) throw failure('XML_TOO_MANY_PREFIXES', { limit: String(this.#limits.MAX_PREFIXES) });
    this.#bindings = { prefix, uri, depth: this.#depth, outer: this.#bindings, count };
  }

  #refuseTwins(attributes: readonly Attribute[], at: number): void {
    const locals = new Set(attributes.map(({ local }) => local));
    if (locals.size === attributes.length) return;
    const names = new Set(attributes.map((each) => `${each.local} ${this.#namespaceOfAttribute(each) ?? 'xmlns'}`));
    if (names.size < attributes.length) this.refuse('has an attribute twice in one tag', at);
  }

  #namespaceOfAttribute({ prefix }: Attribute): string | undefined {
    return prefix === '' ? '' : this.namespaceOf(prefix);
  }

  #checkPrefix(prefix: string, at: number): void {
    if (this.namespaceOf(prefix) === undefined) this.refuse(`uses the prefix ${prefix}, which is not declared`, at);
    this.#knownPrefix = prefix;
  }

  /** Reads the end tag of the open element. */
  #close(open: number): void {
    const text = this.#text;
    const name = this.#open[this.#depth - 1];
    if (name === undefined || !text.startsWith(name, open + 2)) this.refuse(`has an end tag where </${name ?? ''}> belongs`, open);
    let at = open + 2 + name.length;
    while (isBlank(text.charCodeAt(at))) at++;
    if (text.charCodeAt(at) !== GREATER) this.refuse(`has an end tag where </${name}> belongs`, open);
    this.#at = at + 1;
    this.#leave();
  }

  #leave(): void {
    while (this.#bindings?.depth === this.#depth) {
      this.#bindings = this.#bindings.outer;
      this.#knownPrefix = '';
    }
    this.#depth--;
  }
}

function codeAt(text: string, at: number): string {
  return `U+${text.charCodeAt(at).toString(16).toUpperCase().padStart(4, '0')}`;
}

function quoted(form: string): string {
  return `(?:"${form}"|'${form}')`;
}
