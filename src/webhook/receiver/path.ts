import { failure } from '../../errors.ts';

/** A step into JSON: a member of an object, or (null) each item of an array. */
export type Step = string | null;
export type Path = readonly Step[];

/**
 * Reads a path as people write it: `guest.mail`, `stays[].extras[].line`, `[].mail` in an array of contacts. A `.`, `[`
 * or `\` that is part of a name has a `\` before it.
 * @throws {TolkError} FIELD_VALUE
 */
export function readPath(text: string): Path {
  const steps: Step[] = [];
  const refuse = (why: string) => failure('FIELD_VALUE', { field: 'path', why, value: text });
  for (let at = 0, isFirst = true; at < text.length; isFirst = false) {
    if (text.startsWith('[]', at)) {
      steps.push(null);
      at += 2;
      continue;
    }
    if (text[at] === '.' && !isFirst) at++;
    else if (!isFirst) throw refuse(`has no . before character ${at + 1}`);
    const [written = '', name = ''] = nameAt(text, at);
    if (name === '') throw refuse(`has no name at character ${at + 1}`);
    steps.push(name);
    at += written.length;
  }
  return steps;
}

/** @returns a name as it is written, and what it is */
function nameAt(text: string, at: number): readonly [written: string, name: string] {
  const [written = ''] = /^(?:\\[^]|[^.[\\])*/.exec(text.slice(at)) ?? [];
  return [written, written.replaceAll(/\\([^])/g, '$1')];
}

/** The path as people write it. */
export function pathText(path: Path): string {
  return path.map((step, place) => {
    if (step === null) return '[]';
    const name = step.replaceAll(/[.[\\]/g, '\\$&');
    return place === 0 ? name : `.${name}`;
  }).join('');
}

/** Up to and with its last `[]`: what there is one of per item of that array. */
export function scopeOf(path: Path): Path {
  return path.slice(0, path.lastIndexOf(null) + 1);
}

export function startsWith(path: Path, start: Path): boolean {
  return start.every((step, place) => step === path[place]);
}
