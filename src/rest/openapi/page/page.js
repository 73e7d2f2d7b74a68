/*
 * Shows the document of REST with Swagger UI. There is one field for the token instead of Swagger UI's own dialog:
 * with it the document is asked for again, and has the tables of the token's brand. The token stays in the memory of
 * this page; it goes into headers, never into an address.
 */
'use strict';

/** What stands before the path in addresses, as this page was called. */
const base = new URL('..', location.href).href.replace(/\/$/, '');
/** With more calls than this the groups of calls are closed at first. */
const MANY = 100;

const form = document.querySelector('#access');
const field = document.querySelector('#token');
const told = document.querySelector('#told');

let token = '';
let ui;

form.addEventListener('submit', (event) => {
  event.preventDefault();
  begin(() => load(field.value.trim()));
});
begin(async () => show((await ask('')).read));

function begin(act) {
  act().catch(() => say('The gateway does not answer.', true));
}

/** Takes a token, '' for none, and shows what it may see; a wrong one changes nothing but what is said. */
async function load(given) {
  const { status, read } = await ask(given);
  if (status === 200) use(given, read, given === '' ? 'Calls are made without a token.' : withTables(read));
  // It is good for something, if not for reading: what everybody may see will do.
  else if (status === 403) use(given, (await ask('')).read, `Calls are made with this token. ${read.error.message}.`);
  else say(read.error.message, true);
}

async function ask(given) {
  const answer = await fetch(`${base}/openapi.json`, { headers: authorization(given) });
  return { status: answer.status, read: await answer.json() };
}

function use(given, spec, text) {
  token = given;
  show(spec);
  say(text);
}

function withTables({ tags }) {
  const tables = tags.filter(({ name }) => name.startsWith('Rows of ')).length;
  return `Calls are made with this token. ${tables === 0 ? 'Its brand has no tables yet.' : `Its tables: ${tables}.`}`;
}

function authorization(given) {
  return given === '' ? {} : { Authorization: `Bearer ${given}` };
}

function say(text, isRefusal = false) {
  told.textContent = text;
  told.className = isRefusal ? 'refused' : '';
}

function show(spec) {
  // Calls go where this page is from, whatever its public name: the content policy allows nothing else.
  spec.servers = [{ url: base }];
  if (ui !== undefined) {
    ui.specActions.updateSpec(JSON.stringify(spec));
    return;
  }
  const calls = Object.values(spec.paths).reduce((sum, methods) => sum + Object.keys(methods).length, 0);
  ui = SwaggerUIBundle({
    spec, dom_id: '#swagger-ui', validatorUrl: null, persistAuthorization: false, deepLinking: true,
    docExpansion: calls > MANY ? 'none' : 'list', defaultModelsExpandDepth: 0, tryItOutEnabled: true,
    displayRequestDuration: true, plugins: [withoutOwnAccess],
    requestInterceptor: (request) => {
      Object.assign(request.headers, authorization(token));
      return request;
    },
    responseInterceptor: (response) => {
      // Not by itself: what is open would close, this answer too.
      if (response.ok && response.obj?.dryRun === false) say('The tables have changed: press Use to see them.');
      return response;
    },
  });
}

/** Leaves out Swagger UI's dialog for tokens, for which there is a field here, and the choice of a server. */
function withoutOwnAccess() {
  const nothing = () => () => null;
  return {
    wrapComponents: {
      authorizeBtn: nothing, AuthorizeBtnContainer: nothing, authorizeOperationBtn: nothing,
      ServersContainer: nothing,
    },
  };
}
