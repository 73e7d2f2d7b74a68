import { html, type Html } from '../../../markup.ts';
import type { ComplexType, Contract, Field, Operation } from '../shapes.ts';
import { lackOf, VERSIONS, type Lack } from '../versions.ts';
import { PARAMETER_NOTES } from './parameter-notes.ts';
import { samplesOf } from './sample.ts';

const NOTHING = html``;

/** What the page says of an operation beyond the contract. */
export interface OperationFacts {
  /** The right that a token needs for it. */
  readonly right?: string | undefined;
  /** The gateway answers fault 501 to it. */
  readonly isRefused?: boolean | undefined;
}

/** What the page is made of, for a version of the contract. */
interface Parts {
  /** One operation: what it does, its parameters and answer, sample envelopes. */
  operation(operation: Operation, facts: OperationFacts): Html;
  /** One object type with its fields; `notes` says by `Type.field` what values a field takes. */
  type(type: ComplexType, notes: ReadonlyMap<string, string>): Html;
  /** The list types in one table: each is nothing but its repeated item. */
  lists(types: readonly ComplexType[]): Html;
}

export function partsOf(contract: Contract): Parts {
  const samples = samplesOf(contract);

  /** A type as readers think of it, linked: `xsd:long`, `Customer`, `list of Customer`. */
  function typeName(field: Field): Html {
    if (typeof field.type !== 'object') return html`<code>xsd:${field.type}</code>`;
    const { complex } = field.type;
    const item = contract.types.get(complex)?.item;
    if (item === undefined) return html`<a href="#${complex}"><code>${complex}</code></a>`;
    return html`<a href="#${complex}">list</a> of ${typeName(item)}`;
  }

  return {
    operation(operation, { right, isRefused = false }) {
      const { name, documentation, request, response } = operation;
      const marks = [
        right === undefined ? NOTHING : html` <span class="mark">${right}</span>`,
        sinceMark('operations', name),
        isRefused ? html` <span class="mark off">not offered yet</span>` : NOTHING,
      ];
      const parameters = request.map((field) => html`<tr><td><code>${field.name}</code></td><td>${typeName(field)}</td><td>${
        PARAMETER_NOTES[field.name] ?? ''}</td></tr>
`);
      const answer = response.filter((field) => field.name === 'msg').map(typeName);
      return html`<article id="${name}"${right === undefined ? NOTHING : html` data-right="${right}"`}>
<h3><a href="#${name}">${name}</a>${marks}</h3>
<p>${documentation}</p>
<table>
<tr><th>Parameter</th><th>Type</th><th>Meaning</th></tr>
${parameters}<tr class="answer"><td>Answer, in <code>msg</code></td><td>${answer}</td><td></td></tr>
</table>
<details class="request"><summary>Sample request</summary>
<pre>${samples.request(operation)}</pre></details>
<details><summary>Sample answer</summary>
<pre>${samples.answer(operation)}</pre></details>
</article>
`;
    },

    type(type, notes) {
      const fields = type.fields.map((field) => {
        const place = `${type.name}.${field.name}`;
        const since = firstWith('fields', place);
        const remarks = [notes.get(place) ?? '', since === undefined ? '' : `since ${since}`];
        return html`<tr><td><code>${field.name}</code></td><td>${typeName(field)}</td><td>${
          remarks.filter((remark) => remark !== '').join('; ')}</td></tr>
`;
      });
      return html`<article id="${type.name}">
<h3><a href="#${type.name}">${type.name}</a>${sinceMark('types', type.name)}</h3>
<table>
<tr><th>Field</th><th>Type</th><th>Remarks</th></tr>
${fields}</table>
</article>
`;
    },

    lists: (types) => html`<table>
<tr><th>List type</th><th>Item element</th><th>Item type</th></tr>
${types.flatMap(({ name, item }) => (item === undefined ? [] : [html`<tr id="${name}"><td><code>${name}</code></td><td><code>${
      item.name}</code></td><td>${typeName({ ...item, list: false })}</td></tr>
`]))}</table>
`,
  };
}

type Kind = keyof Lack & ('operations' | 'types' | 'fields');

function sinceMark(kind: Kind, name: string): Html {
  const since = firstWith(kind, name);
  return since === undefined ? NOTHING : html` <span class="mark">since ${since}</span>`;
}

/** The first version that has something, when older ones have not. */
function firstWith(kind: Kind, name: string): string | undefined {
  const first = VERSIONS.find((version) => !lackOf(version)[kind].has(name));
  return first === VERSIONS[0] ? undefined : first;
}
