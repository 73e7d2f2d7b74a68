#!/usr/bin/env node
// The `tolk` command. Plain JavaScript, so that an older Node can read it and say what is wrong: the rest is TypeScript,
// run as it is by Node 24.
const NEEDED = 24;
const CONFIGURATION = 78; // EX_CONFIG of sysexits.h

if (Number(process.versions.node.split('.')[0]) < NEEDED) {
  process.stderr.write(`tolk needs Node ${NEEDED} or later, this is ${process.versions.node}: `
    + 'run npm ci, then npm start or npx tolk (they use the Node that npm ci installs)\n');
  process.exitCode = CONFIGURATION;
} else {
  const { main } = await import('./tolk.ts');
  await main(process.argv.slice(2));
}
