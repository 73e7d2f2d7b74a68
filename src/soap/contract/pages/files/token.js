const NAME = 'tolk.token';

/**
 * The field of the token, which this tab of the browser remembers and no address ever holds.
 * @returns a function that gives the token; where there is none it leads to the field and gives ''
 */
export function keepToken(field, show) {
  const store = ownStore();
  field.value = store?.getItem(NAME) ?? '';
  field.addEventListener('input', () => store?.setItem(NAME, field.value.trim()));
  show.addEventListener('change', () => {
    field.type = show.checked ? 'text' : 'password';
  });
  return () => {
    const token = field.value.trim();
    if (token === '') field.focus();
    return token;
  };
}

/** A browser may refuse to remember anything. */
function ownStore() {
  try {
    return sessionStorage;
  } catch {
    return undefined;
  }
}
