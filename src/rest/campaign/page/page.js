/*
 * Draws the campaigns of a brand with their counts. The token stays in the memory of this page; it goes into headers,
 * never into an address. All texts go in as texts; the picture comes from the gateway as SVG.
 */
'use strict';

/** What stands before the path in addresses, as this page was called. */
const base = new URL('..', location.href).href.replace(/\/$/, '');

const field = document.querySelector('#token');
const told = document.querySelector('#told');
const choice = document.querySelector('#campaign');
const state = document.querySelector('#state');

let token = '';

document.querySelector('#access').addEventListener('submit', (event) => {
  event.preventDefault();
  token = field.value.trim();
  begin(list);
});
choice.addEventListener('change', () => begin(show));
document.querySelector('#again').addEventListener('click', () => begin(show));

function begin(act) {
  act().catch((error) => {
    state.textContent = '';
    told.textContent = error.message;
    told.className = 'refused';
  });
}

async function list() {
  const campaigns = await (await ask('')).json();
  choice.replaceChildren(...campaigns.map(({ id, name, state }) => new Option(`${name} (${state})`, id)));
  told.textContent = campaigns.length === 0 ? 'The brand has no campaigns yet.' : `Its campaigns: ${campaigns.length}.`;
  told.className = '';
  document.querySelector('main').hidden = campaigns.length === 0;
  if (campaigns.length > 0) await show();
}

async function show() {
  const { value } = choice;
  const one = `/${value}`;
  state.textContent = 'is being drawn';
  const answers = await Promise.all([ask(one), ask(`${one}/statistics`), ask(`${one}/graph`)]);
  const [campaign, { objects }, drawing] = await Promise.all([answers[0].json(), answers[1].json(), answers[2].text()]);
  if (choice.value !== value) return; // another one was chosen meanwhile
  state.textContent = stateOf(campaign);
  const picture = new DOMParser().parseFromString(drawing, 'image/svg+xml').documentElement;
  picture.setAttribute('aria-label', `The graph of campaign ${campaign.name}`);
  document.querySelector('#graph').replaceChildren(picture);
  document.querySelector('#objects').replaceChildren(...objects.map(row));
}

function stateOf({ state: now, runningVersion, version, startedAt, countedFrom }) {
  const runs = runningVersion === null ? `${now}, version ${version}` : `${now} in version ${runningVersion} since ${startedAt}`;
  return `${runs}; counted since ${countedFrom}`;
}

function row({ key, name, type, counters, exits, error, retryAt }) {
  const left = Object.keys(counters).filter((counter) => counter !== 'in' && counter !== 'present')
    .map((exit) => `${exit} ${counters[exit]}${exits[exit] == null ? '' : ` to ${exits[exit]}`}`);
  const trouble = error === null ? '' : `${error}; again at ${retryAt}`;
  const cells = [name === '' ? key : `${name} (${key})`, type, counters.in, counters.present, left.join(', '), trouble];
  const line = document.createElement('tr');
  line.append(...cells.map((text) => Object.assign(document.createElement('td'), { textContent: text })));
  return line;
}

async function ask(path) {
  const answer = await fetch(`${base}/api/v1/campaigns${path}`, { headers: { Authorization: `Bearer ${token}` } })
    .catch(() => { throw new Error('The gateway does not answer.'); });
  if (!answer.ok) throw new Error((await answer.json()).error.message);
  return answer;
}
