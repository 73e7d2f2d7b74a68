/** Loaded by mocha before every test file. */
import { stopTestServer } from './database.ts';

// mocha 12 lets an unhandled rejection pass in silence; here it fails the run.
process.on('unhandledRejection', (reason) => {
  throw reason;
});

export const mochaHooks = {
  async afterAll(): Promise<void> {
    await stopTestServer();
  },
};
