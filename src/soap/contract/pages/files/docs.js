/** The script of /docs: without it the page is a whole document; with it, samples can be sent and the list filtered. */
import { describeOnDemand } from './describe.js';
import { filterOperations } from './filter.js';
import { makeForms } from './request-form.js';
import { keepToken } from './token.js';

for (const part of document.querySelectorAll('.scripted')) part.hidden = false;

const token = keepToken(document.getElementById('token'), document.getElementById('show-token'));
makeForms(token);
describeOnDemand(token);
filterOperations();

/** Another version is shown at the operation that is being read. */
const { form } = document.getElementById('version');
form.addEventListener('submit', () => {
  form.action = `docs${location.hash}`;
});
