import { showAnswer } from './answer.js';
import { element } from './element.js';
import { send, withSoapVersion, withToken } from './envelope.js';

/**
 * Makes a form of each sample request when it is first opened: an envelope to edit, a button that sends it, a place
 * for the answer. @param token gives the token, or '' when there is none yet
 */
export function makeForms(token) {
  for (const summary of document.querySelectorAll('details.request > summary')) {
    summary.textContent = 'Sample request: edit and send';
  }
  const open = ({ target }) => {
    if (target.matches('details.request') && target.querySelector('pre') !== null) makeForm(target, token);
  };
  // This event does not bubble.
  document.addEventListener('toggle', open, true);
  for (const soap of document.getElementsByName('soap')) {
    soap.addEventListener('change', () => {
      for (const field of document.querySelectorAll('details.request textarea')) {
        field.value = withSoapVersion(field.value, soap.value);
      }
    });
  }
}

function makeForm(details, token) {
  const { id: name, dataset: { right } } = details.closest('article');
  const sample = details.querySelector('pre').textContent;
  const text = element('textarea', { spellcheck: false, autocapitalize: 'off', rows: sample.split('\n').length });
  text.setAttribute('aria-label', `Request of ${name}`);
  const sending = element('button', { type: 'submit', textContent: 'Send', title: 'Ctrl+Enter' });
  const reset = element('button', { type: 'button', textContent: 'Reset' });
  const status = element('output', {});
  const answer = element('div', { className: 'received' });
  const form = element('form', {}, text, element('p', {}, sending, ' ', reset, ' ', status), answer);

  const fresh = () => withSoapVersion(sample, document.querySelector('input[name="soap"]:checked').value);
  const isMeant = () => right === undefined || right === 'data.read' || text.value !== fresh()
    || confirm(`${name} changes something, and this is the sample as it stands: its ids may be of real records. Send it?`);

  text.value = fresh();
  reset.addEventListener('click', () => {
    text.value = fresh();
    status.textContent = '';
    answer.replaceChildren();
  });
  text.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) form.requestSubmit();
  });
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    const body = withToken(text.value, token);
    if (body === undefined) {
      status.textContent = 'Put your token into the field at the top first.';
      return;
    }
    if (!isMeant()) return;
    sending.disabled = true;
    status.textContent = 'Waiting for the answer ...';
    answer.replaceChildren();
    try {
      const { summary, xml } = await send(body);
      status.textContent = summary;
      showAnswer(answer, name, xml);
    } catch (error) {
      status.textContent = `No answer: ${error.message}`;
    } finally {
      sending.disabled = false;
    }
  });
  details.querySelector('pre').replaceWith(form);
}
