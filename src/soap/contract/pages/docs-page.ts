import { html, page, type Html } from '../../../markup.ts';
import type { Operation } from '../shapes.ts';
import { contractOfVersion, NEWEST } from '../versions.ts';
import { SOAP_PATH } from '../wsdl-text.ts';
import { bar, calling, faults, intro, versions } from './docs-head.ts';
import { partsOf, type OperationFacts } from './docs-parts.ts';

interface DocsFacts {
  /** What stands before the path in addresses; any text is safe. */
  readonly baseUrl: string;
  /** A known version (see `versionOf`); default the newest. */
  readonly version?: string;
  /** By operation; the page says nothing of the right where it is not given. */
  readonly operations?: ReadonlyMap<string, OperationFacts>;
  /** By `Type.field`: which values a field takes, as one short phrase. */
  readonly fieldNotes?: ReadonlyMap<string, string>;
}

type Facts = Required<DocsFacts>['operations'];

/**
 * The page `/docs`: the doors of the gateway, and every operation and type of a version of the contract with sample
 * envelopes. It is a whole document by itself; its script makes forms of the sample requests, which send them.
 */
export function docsPage(given: DocsFacts): string {
  const { baseUrl, version = NEWEST, operations = new Map(), fieldNotes = new Map() } = given;
  const base = baseUrl.replace(/\/+$/, '');
  const endpoint = base + SOAP_PATH;
  const wsdl = `${endpoint}?wsdl${version === NEWEST ? '' : `&version=${version}`}`;
  const contract = contractOfVersion(version);
  const parts = partsOf(contract);
  const families = Map.groupBy(contract.operations.values(), (each) => each.family);
  const types = [...contract.types.values()];
  const objects = types.filter((type) => type.item === undefined);
  const offered = [...contract.operations.keys()].filter((name) => !operations.get(name)?.isRefused).length;
  // Calls go to where the page came from, which may be another address than the one we tell clients.
  const target = `${SOAP_PATH.slice(1)}?version=${version}&type=literal`;
  return page(`Tolk: SOAP operations ${version}`, `${base}/docs/style.css`, html`${navigation(families, operations)}
<main data-target="${target}">
${bar(version)}${intro({ contract, offered, wsdl, base })}${calling(contract, endpoint, wsdl)}${versions(version, endpoint)}${faults()}
${[...families].map(([family, members]) => html`<section id="family-${family}" class="family">
<h2>${family}</h2>
${members.map((each) => parts.operation(each, operations.get(each.name) ?? {}))}</section>
`)}
<section id="types">
<h2>Types</h2>
<p>Fields stand in this order in every answer. All are optional: absent and <code>xsi:nil="true"</code> mean not given,
an empty element of type string means empty text.</p>
${objects.map((type) => parts.type(type, fieldNotes))}</section>
<section id="lists">
<h2>List types</h2>
<p>A list is an element that holds its items; an empty list is an empty element.</p>
${parts.lists(types)}</section>
</main>
<script type="module" src="docs/docs.js"></script>`);
}

function navigation(families: ReadonlyMap<string, readonly Operation[]>, facts: Facts): Html {
  const item = (family: string, { name }: Operation): Html =>
    html`<li${facts.get(name)?.isRefused ? html` class="off"` : ''}><a href="#${name}">${
      name.slice(family.length + 1)}</a></li>
`;
  return html`<nav aria-label="Contents">
<p><a href="#start"><strong>Tolk</strong></a> <a href="docs/rest">REST</a>
<a href="docs/campaigns">Campaigns</a></p>
<div class="scripted" hidden><input id="filter" type="search" placeholder="Filter operations (press /)"
aria-label="Filter operations"> <label><input type="checkbox" id="offered"> only what is offered</label>
<output id="found"></output></div>
<p><a href="#calling">Calling</a> <a href="#versions">Versions</a> <a href="#faults">Faults</a>
<a href="#types">Types</a> <a href="#lists">Lists</a></p>
${[...families].map(([family, members]) => html`<details${
    members.every(({ name }) => facts.get(name)?.isRefused) ? html` class="off"` : ''}>
<summary><a href="#family-${family}">${family}</a> <small>${members.length}</small></summary>
<ul>
${members.map((each) => item(family, each))}</ul>
</details>
`)}<p><small>Grey: in the WSDL, not offered yet.</small></p>
</nav>`;
}
