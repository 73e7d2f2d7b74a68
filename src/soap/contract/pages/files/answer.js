import { element } from './element.js';
import { indented } from './indent.js';

/** Shows an answer with line breaks, and what a fault in it says before it. */
export function showAnswer(place, name, text) {
  const parsed = new DOMParser().parseFromString(text, 'text/xml');
  const isXml = parsed.querySelector('parsererror') === null;
  const fault = isXml ? faultOf(parsed) : undefined;
  const shown = element('pre', { tabIndex: 0, textContent: isXml ? indented(parsed.documentElement) : text });
  shown.setAttribute('aria-label', `Answer of ${name}`);
  place.replaceChildren(...(fault === undefined ? [] : [faultPart(fault)]), shown);
}

/** Code and text of a fault, in either version of SOAP. */
function faultOf(parsed) {
  const [fault] = parsed.getElementsByTagNameNS('*', 'Fault');
  if (fault === undefined) return undefined;
  const textOf = (...names) => names.map((name) => fault.getElementsByTagNameNS('*', name)[0]?.textContent.trim())
    .find((text) => text !== undefined) ?? '';
  return {
    // SOAP 1.2 has our number in the detail, and of a broken call only its own Code/Value.
    code: textOf('faultcode', 'code', 'Value').replace(/^.*:/, ''),
    reason: textOf('faultstring', 'Text'),
  };
}

function faultPart({ code, reason }) {
  const meaning = document.getElementById(`fault-${code}`)?.cells[1].textContent ?? '';
  const link = element('a', { href: `#fault-${code}`, textContent: `Fault ${code}` });
  return element('p', { className: 'fault' }, element('strong', {}, link), ` ${reason}`,
    element('br', {}), element('small', { textContent: meaning }));
}
