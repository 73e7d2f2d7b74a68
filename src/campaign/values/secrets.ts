import { randomBytes } from 'node:crypto';
import { secretValues } from '../../access/index.ts';
import type { Scope } from '../../db/index.ts';
import { escapeXml } from '../../markup.ts';

const SECRET = /\{\{\s*secret\.([^{}\n]*[^{}\s])\s*\}\}/g;

/** What stands for secrets in what is kept until it is sent: mark -> name of the secret. */
export type Marks = Readonly<Record<string, string>>;

export interface Marking {
  /** The text with marks instead of `{{secret.NAME}}`. */
  readonly hide: (text: string) => string;
  /** Those made until now. */
  readonly marks: Marks;
}

/** Whether a text names a secret. */
export function namesSecret(text: string): boolean {
  return text.search(SECRET) !== -1;
}

/**
 * Takes secrets out of the texts of a definition, before values of customers come into them. A mark is drawn at random,
 * so that no such value can ever be one, and has letters and digits only, which are written alike everywhere.
 */
export function markSecrets(): Marking {
  const marks: Record<string, string> = {};
  const byName = new Map<string, string>();
  const markOf = (name: string) => {
    const mark = byName.get(name) ?? `secret${randomBytes(16).toString('hex')}`;
    byName.set(name, mark);
    marks[mark] = name;
    return mark;
  };
  return { marks, hide: (text) => text.replace(SECRET, (_all, name: string) => markOf(name)) };
}

const MARK = /secret[\da-f]{32}/g;

/** Shorter ones may be in an answer by chance. */
const SHORTEST_MASKED = 8;

export interface Revealed {
  /** The text with the secrets in the place of their marks. @param write how a value must be written there */
  readonly reveal: (text: string, write: (value: string) => string) => string;
  /** A text of somebody else, with *** where it repeats a secret. */
  readonly mask: (text: string) => string;
}

const asIs = (text: string) => text;

/**
 * Reads the secrets that marks stand for, as they are now.
 * @throws {TolkError} SECRET_NOT_FOUND, and as openSecret of the vault
 */
export async function revealMarks(scope: Scope, marks: Marks = {}): Promise<Revealed> {
  const names = [...new Set(Object.values(marks))];
  if (names.length === 0) return { reveal: asIs, mask: asIs };
  const values = await secretValues(scope, names);
  const told = [...values.values()].filter((value) => value.length >= SHORTEST_MASKED)
    .flatMap((value) => [value, inJson(value), encodeURIComponent(value), inForm(value), escapeXml(value)])
    .sort((one, two) => two.length - one.length);
  return {
    reveal: (text, write) => text.replace(MARK, (mark) => {
      const value = values.get(marks[mark] ?? '');
      return value === undefined ? mark : write(value);
    }),
    mask: (text) => told.reduce((masked, value) => masked.replaceAll(value, '***'), text),
  };
}

/** A text as it stands between the quotes of JSON. */
export function inJson(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

function inForm(text: string): string {
  return new URLSearchParams([['', text]]).toString().slice(1);
}
