/** The field and the box that leave only some operations, in the list at the side and in the page. */
export function filterOperations() {
  const field = document.getElementById('filter');
  const offered = document.getElementById('offered');
  const found = document.getElementById('found');
  const operations = listOperations();

  function apply() {
    const words = field.value.toLowerCase().split(/\s+/).filter((word) => word !== '');
    const isAll = words.length === 0 && !offered.checked;
    let count = 0;
    for (const { text, isRefused, parts } of operations) {
      const isShown = words.every((word) => text.includes(word)) && !(offered.checked && isRefused);
      if (isShown) count++;
      for (const part of parts) part.hidden = !isShown;
    }
    for (const family of document.querySelectorAll('nav details')) {
      family.hidden = family.querySelector('li:not([hidden])') === null;
      family.open = words.length > 0 && !family.hidden;
    }
    for (const family of document.querySelectorAll('section.family')) {
      family.hidden = family.querySelector('article:not([hidden])') === null;
    }
    found.textContent = isAll ? '' : `${count} of ${operations.length}`;
  }

  field.addEventListener('input', apply);
  offered.addEventListener('change', apply);
  field.addEventListener('keydown', ({ key }) => {
    const first = document.querySelector('nav li:not([hidden]) a');
    if (key === 'Enter' && first !== null) location.hash = first.hash;
  });
  document.addEventListener('keydown', (event) => {
    if (event.key !== '/' || /^(input|textarea|select)$/i.test(event.target.nodeName)) return;
    event.preventDefault();
    field.focus();
  });
  // A link to what is filtered out ends the filter.
  window.addEventListener('hashchange', () => {
    const target = document.getElementById(location.hash.slice(1));
    if (!target?.closest('[hidden]')) return;
    field.value = '';
    offered.checked = false;
    apply();
    target.scrollIntoView();
  });
  // A browser may bring the values of fields back when a page is loaded again.
  apply();
}

/** Each operation: the words to look for, and the parts of the page that it has. */
function listOperations() {
  return [...document.querySelectorAll('nav li')].map((item) => {
    const article = document.getElementById(item.querySelector('a').hash.slice(1));
    const text = `${article.id} ${article.querySelector('p').textContent}`.toLowerCase();
    return { text, isRefused: item.matches('.off'), parts: [item, article] };
  });
}
