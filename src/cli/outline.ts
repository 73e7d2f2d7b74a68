import { tamed } from './output.ts';

/** Shows a value to people: one field per line, indented as in YAML; lists with dashes. */
export function outline(value: unknown): string {
  return linesOf(value).join('\n');
}

const NOTHING = '(nothing)';

function linesOf(value: unknown): string[] {
  if (Array.isArray(value)) return value.length === 0 ? [NOTHING] : value.flatMap(dashed);
  if (typeof value === 'object' && value !== null) {
    const fields = Object.entries(value);
    return fields.length === 0 ? [NOTHING] : fields.flatMap(([name, field]) => named(name, field));
  }
  return [value === null || value === undefined ? NOTHING : tamed(String(value))];
}

function dashed(item: unknown): string[] {
  return linesOf(item).map((line, index) => (index === 0 ? `- ${line}` : `  ${line}`));
}

function named(name: string, field: unknown): string[] {
  if (typeof field !== 'object' || field === null) return [`${name}: ${linesOf(field ?? '').join('')}`.trimEnd()];
  return [`${name}:`, ...linesOf(field).map((line) => `  ${line}`)];
}
