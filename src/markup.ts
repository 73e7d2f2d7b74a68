/**
 * HTML pages as templates that escape whatever is put into them. Pages have neither scripts nor inline styles, so
 * that they work offline and under a strict content policy.
 */

/** Nearly no text has one of these, so one test spares the rest; surrogates are looked at only then. */
const SPECIAL = /[&<>"'\r\0-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]/;
/** What XML 1.0 cannot hold, not even escaped (production 2). */
const FORBIDDEN = /[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/g;
/** A carriage return is escaped because parsers make a line feed of a bare one. */
const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;', '\r': '&#13;',
};

/**
 * Text as it may stand in XML or HTML, in attributes too. What XML cannot hold, lone surrogates included, becomes
 * U+FFFD: a document stays one whatever the store holds.
 */
export function escapeXml(text: string): string {
  if (!SPECIAL.test(text)) return text;
  return legalXml(text).replace(/[&<>"'\r]/g, (char) => ESCAPES[char] ?? char);
}

/** The same without escapes, for writers that escape by themselves. */
export function legalXml(text: string): string {
  return text.toWellFormed().replace(FORBIDDEN, '\ufffd');
}

/** A piece of a page that is HTML already. */
export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

type Part = Html | string | number | readonly Part[];

/** A template of HTML: whatever is put into it is escaped, unless it was made by this function itself. */
export function html(texts: TemplateStringsArray, ...parts: readonly Part[]): Html {
  return new Html(texts.map((text, i) => text + shown(parts[i] ?? '')).join(''));
}

function shown(part: Part): string {
  if (part instanceof Html) return part.text;
  return Array.isArray(part) ? part.map(shown).join('') : escapeXml(String(part));
}

/** A whole page. `style` is the address of its stylesheet; pages have neither scripts nor inline styles. */
export function page(title: string, style: string, body: Html): string {
  return html`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<link rel="stylesheet" href="${style}">
</head>
<body>
${body}
</body>
</html>
`.text;
}
