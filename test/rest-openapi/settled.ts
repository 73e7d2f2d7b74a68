/** Until the page stays as it is: a document that comes late shuts what is open, and takes answers away. */
export const SETTLED = `new Promise((done) => {
  let before;
  const look = () => {
    const now = document.querySelector('#swagger-ui').innerHTML;
    if (now === before) return done(true);
    before = now;
    setTimeout(look, 500);
  };
  look();
})`;

/** Opens the group of a call, where groups are closed at first; whether the call is there then. */
export const opened = (call: string) => `(() => {
  const group = document.querySelector(${JSON.stringify(call)}.replace(/-[^-]*$/, '').replace('#operations-', '#operations-tag-'));
  if (group?.dataset.isOpen === 'false') group.click();
  return document.querySelector(${JSON.stringify(call)}) !== null;
})()`;
