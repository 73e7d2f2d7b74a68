/**
 * HTML pages as templates that escape whatever is put into them. Pages have neither scripts nor inline styles, so
 * that they work offline and under a strict content policy.
 */

/** Text as it may stand in XML or HTML, in attributes too. */
export function escapeXml(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;')
    .replace(/"/g, '&quot;').replace(/'/g, '&#39;');
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
