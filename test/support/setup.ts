/** Loaded by mocha, and by each of its workers before their test files. */
import { startTestServer } from './database.ts';

// mocha 12 lets an unhandled rejection pass in silence; here it fails the run.
process.on('unhandledRejection', (reason) => {
  throw reason;
});

let stop: (() => Promise<void>) | undefined;

/** Once for all workers. */
export async function mochaGlobalSetup(): Promise<void> {
  stop = await startTestServer();
}

export async function mochaGlobalTeardown(): Promise<void> {
  await stop?.();
}
