const STEP = '  ';
const ESCAPES = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Attributes that would not fit beside their tag get lines of their own. */
const WIDTH = 100;

/** An element as XML text with one line per element; text stays as it is beside its tags. */
export function indented(element, indent = '') {
  const { nodeName, attributes, children, textContent } = element;
  const named = [...attributes].map(({ name, value }) => `${name}="${escaped(value)}"`);
  const oneLine = [`${indent}<${nodeName}`, ...named].join(' ');
  const start = oneLine.length <= WIDTH ? oneLine : [`${indent}<${nodeName}`, ...named].join(`\n${indent}${STEP}${STEP}`);
  if (children.length === 0) {
    return textContent === '' ? `${start}/>\n` : `${start}>${escaped(textContent)}</${nodeName}>\n`;
  }
  const inner = [...children].map((child) => indented(child, indent + STEP)).join('');
  return `${start}>\n${inner}${indent}</${nodeName}>\n`;
}

function escaped(text) {
  return text.replace(/[&<>"]/g, (character) => ESCAPES[character]);
}
