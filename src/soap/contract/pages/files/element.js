/** A new element with properties and content; texts among the content are text, never HTML. */
export function element(name, properties, ...content) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...content);
  return made;
}
