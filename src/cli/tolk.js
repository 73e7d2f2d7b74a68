#!/usr/bin/env node
// The `tolk` command. Plain JavaScript, so that an older Node can read it and say what is wrong: the rest is TypeScript,
// run as it is by Node 24.
import { fileURLToPath } from 'node:url';

const NEEDED = 24;
const CONFIGURATION = 78; // EX_CONFIG of sysexits.h

if (Number(process.versions.node.split('.')[0]) < NEEDED) {
  process.stderr.write(`tolk needs Node ${NEEDED} or later, this is ${process.versions.node}: `
    + 'run npm ci, then npm start or npx tolk (they use the Node that npm ci installs)\n');
  process.exitCode = CONFIGURATION;
} else {
  // Compiled code is kept from one start to the next, which takes a third off each; where it cannot be, all goes on without.
  const { enableCompileCache } = await import('node:module');
  enableCompileCache(fileURLToPath(new URL('../../node_modules/.cache/tolk', import.meta.url)));
  const { main } = await import('./index.ts');
  await main(process.argv.slice(2));
}
