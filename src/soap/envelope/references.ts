import { isAllowed } from './characters.ts';

const REFERENCE = /&(?:#x([0-9A-Fa-f]+)|#([0-9]+)|(amp|lt|gt|quot|apos));|&[^;&<]{0,40};?/g;

const PREDEFINED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/**
 * Puts the characters in place of `&lt;`, `&#38;`, `&#x26;` and their like.
 * @param refuse is called, and must throw, for a reference to anything that XML itself does not declare:
 *   without a DOCTYPE nothing else can be declared, and a DOCTYPE is refused
 */
export function resolveReferences(text: string, refuse: (why: string) => never): string {
  return text.replace(REFERENCE, (all: string, hex?: string, decimal?: string, name?: string) => {
    if (name !== undefined) return PREDEFINED[name] ?? refuse(`${all} is not declared`);
    if (hex === undefined && decimal === undefined) return refuse(`${all} is not a character or a declared entity`);
    const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
    if (!isAllowed(code)) return refuse(`${all} stands for a character that XML forbids`);
    return String.fromCodePoint(code);
  });
}
