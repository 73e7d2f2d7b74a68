/*
 * Lets the clang package's own test files run unmodified (node --require preload.cjs test/customer.js): the host they
 * call is ours, the token comes from the environment, and `tape`, which the package does not bring along, is the few
 * lines below. TOLK_ONLY names the tests to run by an expression.
 */
const assert = require('node:assert');
const Module = require('node:module');

const LEGACY_HOST = 'https://secure.myclang.com';
const { TOLK_BASE, TOLK_TOKEN, TOLK_ONLY = '' } = process.env;

const load = Module._load;
const redirected = new WeakSet();

Module._load = function (request, parent, isMain) {
  if (request === 'config') return { uuid: TOLK_TOKEN };
  if (request === 'tape') return tape;
  const loaded = load.call(this, request, parent, isMain);
  if (request === 'soap' && !redirected.has(loaded)) {
    const { createClient } = loaded;
    loaded.createClient = (wsdl, ...rest) => createClient(wsdl.replace(LEGACY_HOST, TOLK_BASE), ...rest);
    redirected.add(loaded);
  }
  return loaded;
};

const waiting = [];
let isRunning = false;

function tape(name, body) {
  if (!new RegExp(TOLK_ONLY).test(name)) return;
  waiting.push({ name, body });
  setImmediate(next);
}

function next() {
  if (isRunning || waiting.length === 0) return;
  isRunning = true;
  const { name, body } = waiting.shift();
  console.log(`# ${name}`);
  let planned = Infinity;
  let seen = 0;
  let isOver = false;
  const end = () => {
    if (isOver) return;
    isOver = true;
    console.log(`# end of ${name}`);
    isRunning = false;
    setImmediate(next);
  };
  const check = (work, text) => {
    try {
      work();
      console.log(`ok ${text}`);
    } catch (error) {
      console.log(`not ok ${text}: ${error.message}`);
      process.exitCode = 1;
    }
    seen += 1;
    if (seen === planned) end();
  };
  body({
    end,
    plan: (count) => { planned = count; },
    ok: (value, text) => check(() => assert.ok(value), text),
    notOk: (value, text) => check(() => assert.ok(!value), `${text} ${value ? JSON.stringify(value) : ''}`),
    equal: (value, wanted, text) => check(() => assert.strictEqual(value, wanted), text),
    notEqual: (value, other, text) => check(() => assert.notStrictEqual(value, other), text),
    deepEqual: (value, wanted, text) => check(() => assert.deepStrictEqual(value, wanted), text),
    throws: (work, text) => check(() => assert.throws(work), text),
  });
}

process.on('exit', () => {
  if (!isRunning && waiting.length === 0) return;
  console.log('not ok a test did not come to its end');
  process.exitCode = 1;
});
