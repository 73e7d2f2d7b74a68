import type { XmlReader } from '../envelope/index.ts';

interface Named {
  readonly name: string;
}

/** Knows the expressions for the children of an element, if there are any for the way in which they are written. */
export interface Forms {
  of(x: XmlReader): PlainForm | undefined;
}

const XSI = 'http://www.w3.org/2001/XMLSchema-instance';
/** Prefixes that may go into an expression as they are. */
const PLAIN_LEAD = /^(?:[A-Za-z_][A-Za-z0-9_]{0,30}:)?$/;
/**
 * Elements that must have been met in a form before expressions are made for it, and forms that are
 * remembered.
 */
const SEEN = 20;
const MOST = 50;

/**
 * Expressions that read many elements at once, for one way of writing them: the prefix they have, and whether
 * `xsi:nil` is nil there. Each gives the texts of its elements, those that are absent or nil as undefined.
 */
class PlainForm {
  readonly #lead: string;
  readonly #hasNil: boolean;
  readonly #expressions = new Map<readonly Named[], RegExp>();

  constructor(lead: string, hasNil: boolean) {
    this.#lead = lead;
    this.#hasNil = hasNil;
  }

  /**
   * The expression for elements of these names, in this order, each at most once. The list itself is the key.
   */
  expression(run: readonly Named[]): RegExp {
    let expression = this.#expressions.get(run);
    if (expression === undefined) {
      expression = new RegExp(run.map(({ name }) => `(?:${this.#element(this.#lead + name)})?`).join(''), 'y');
      this.#expressions.set(run, expression);
    }
    return expression;
  }

  #element(name: string): string {
    const text = `<${name}>([^<&]*)</${name}>`;
    return this.#hasNil ? `${text}|<${name} xsi:nil="true"(?:/>|></${name}>)` : text;
  }
}

/**
 * The ways of writing that callers have. A program has one for all its calls, so expressions pay from its
 * second call on; they are made for a form only when it has been met some times, and all are forgotten when
 * there are too many.
 */
export class PlainForms implements Forms {
  readonly #forms = new Map<string, { met: number; readonly form: PlainForm }>();

  /** The form of the children of the open element, if it has been met often. */
  of(x: XmlReader): PlainForm | undefined {
    const { lead } = x;
    const hasNil = x.namespaceOf('xsi') === XSI;
    const key = hasNil ? `${lead}!` : lead;
    let known = this.#forms.get(key);
    if (known === undefined) {
      if (!PLAIN_LEAD.test(lead)) return undefined;
      if (this.#forms.size >= MOST) this.#forms.clear();
      known = { met: 0, form: new PlainForm(lead, hasNil) };
      this.#forms.set(key, known);
    }
    return ++known.met > SEEN ? known.form : undefined;
  }
}
