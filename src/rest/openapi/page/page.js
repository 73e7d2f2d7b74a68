/*
 * Shows the document of REST with Swagger UI. There is one field for the token instead of Swagger UI's own dialog:
 * with it the document is asked for again, and has the tables of the token's brand. The token stays in the memory of
 * this page; it goes into headers, never into an address.
 */
'use strict';

/** What stands before the path in addresses, as this page was called. */
const base = new URL('..', location.href).href.replace(/\/$/, '');
/** With more calls than this the groups of calls are closed at first. */
const MANY = 60;

const form = document.querySelector('#access');
const field = document.querySelector('#token');
const told = document.querySelector('#told');

let token = '';
let ui;

form.addEventListener('submit', (event) => {
  event.preventDefault();
  void load(field.value.trim());
});
void load('');

/** Asks for the document with a token, '' for none; one that is refused changes nothing but what is said. */
async function load(given) {
  const answer = await fetch(`${base}/openapi.json`, { headers: authorization(given) });
  const read = await answer.json();
  if (!answer.ok) {
    say(read.error.message, true);
    return;
  }
  token = given;
  if (given !== '') {
    const tables = read.tags.filter(({ name }) => name.startsWith('Rows of ')).length;
    const ofBrand = tables === 0 ? 'Its brand has no tables yet.' : `Tables of its brand: ${tables}.`;
    say(`Calls are made with this token. ${ofBrand}`);
  }
  show(read);
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
