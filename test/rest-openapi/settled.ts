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
