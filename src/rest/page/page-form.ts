import { nameOfField, type PageView } from '../../campaign/index.ts';
import { html, type Html } from '../../markup.ts';
import { paragraphs } from './show.ts';

type Shown = PageView['fields'][number];

/** A page with its form, which is sent to the very address of the page: who has that may fill it in. */
export function pageForm({ text, fields, button, trap }: PageView): Html {
  const place = fields.findIndex(({ error }) => error !== undefined);
  return html`${paragraphs(text)}
<form method="post" class="fields">
${fields.map((field, at) => fieldOf(field, at, at === place))}${trap === undefined ? '' : hidden(trap)}
<p><button>${button}</button></p>
</form>`;
}

/** @param isFirst whether it is the first with something wrong: there visitors go on */
function fieldOf(shown: Shown, place: number, isFirst: boolean): Html {
  const { field: { label, required, type }, error } = shown;
  const name = nameOfField(place);
  const input = inputOf(shown, name, isFirst);
  const text = html`<label for="${name}">${label}${required ? ' *' : ''}</label>`;
  const told = error === undefined ? '' : html` <span class="error" id="${name}-error">${error}</span>`;
  return html`<p>${type === 'checkbox' ? html`${input} ${text}` : html`${text} ${input}`}${told}</p>\n`;
}

/** Names by which browsers know what visitors have filled in elsewhere (WCAG 2.2, 1.3.5). */
const KNOWN: Readonly<Record<string, string>> = {
  emailAddress: 'email', firstname: 'given-name', lastname: 'family-name', city: 'address-level2', zipCode: 'postal-code',
  birthday: 'bday', companyName: 'organization', mobilePhone: 'tel', homePhone: 'tel',
};

function inputOf({ field, value, error }: Shown, name: string, isFirst: boolean): Html {
  const { type, required, choices } = field;
  const known = 'field' in field ? KNOWN[field.field] : undefined;
  const flags = [
    required ? html` required` : '', known === undefined ? '' : html` autocomplete="${known}"`,
    error === undefined ? '' : html` aria-invalid="true" aria-describedby="${name}-error"`, isFirst ? html` autofocus` : '',
  ];
  if (type === 'choice') {
    const option = (choice: string) => html`<option value="${choice}"${choice === value ? html` selected` : ''}>${choice}</option>`;
    return html`<select id="${name}" name="${name}"${flags}><option value=""></option>${choices.map(option)}</select>`;
  }
  if (type === 'checkbox') {
    return html`<input type="checkbox" id="${name}" name="${name}" value="Y"${value === 'Y' ? html` checked` : ''}${flags}>`;
  }
  return html`<input type="${type}" id="${name}" name="${name}" value="${value}"${flags}>`;
}

/** Out of sight, out of the way of keyboards and readers. */
function hidden(name: string): Html {
  return html`<p class="trap" aria-hidden="true"><label for="${name}">Leave this empty</label>
<input type="text" id="${name}" name="${name}" tabindex="-1" autocomplete="off"></p>`;
}
