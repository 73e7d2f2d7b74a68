import { nameOfField, type PageView } from '../../campaign/index.ts';
import { html, type Html } from '../../markup.ts';
import { paragraphs } from './show.ts';

type Shown = PageView['fields'][number];

/** A page with its form, which is sent to the very address of the page: who has that may fill it in. */
export function pageForm({ text, fields, button }: PageView): Html {
  return html`${paragraphs(text)}
<form method="post">
${fields.map(fieldOf)}
<p><button>${button}</button></p>
</form>`;
}

function fieldOf(shown: Shown, place: number): Html {
  const { field: { label, required }, error } = shown;
  const name = nameOfField(place);
  const told = error === undefined ? '' : html` <span class="error" id="${name}-error">${error}</span>`;
  return html`<p><label for="${name}">${label}${required ? ' *' : ''}</label> ${inputOf(shown, name)}${told}</p>\n`;
}

function inputOf({ field: { type, required, choices }, value, error }: Shown, name: string): Html {
  const flags = html`${required ? html` required` : ''}${error === undefined ? '' : html` aria-invalid="true" aria-describedby="${name}-error"`}`;
  if (type === 'choice') {
    const option = (choice: string) => html`<option value="${choice}"${choice === value ? html` selected` : ''}>${choice}</option>`;
    return html`<select id="${name}" name="${name}"${flags}><option value=""></option>${choices.map(option)}</select>`;
  }
  if (type === 'checkbox') {
    return html`<input type="checkbox" id="${name}" name="${name}" value="Y"${value === 'Y' ? html` checked` : ''}${flags}>`;
  }
  return html`<input type="${type}" id="${name}" name="${name}" value="${value}"${flags}>`;
}
