import { expect } from 'chai';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { openChangeFeed } from '../../src/access/change-feed.ts';
import { readConfig } from '../../src/config.ts';
import { createLog } from '../../src/log.ts';
import { until } from '../support/until.ts';

describe('listening for changes of access', () => {
  it('is tried again for as long as it fails, and never less often than LISTEN_RETRY_MAX', async () => {
    let tries = 0;
    const closed = createServer((socket) => {
      tries++;
      socket.destroy();
    }).listen(0, '127.0.0.1');
    await once(closed, 'listening');
    const { port } = closed.address() as AddressInfo;
    const settings = readConfig({ LISTEN_RETRY: '100', LISTEN_RETRY_MAX: '100' });
    let heard = 0;
    const feed = openChangeFeed({
      url: `postgres://x@127.0.0.1:${port}/x`, log: createLog('silent'), onChange: () => void heard++,
      retry: { first: settings.LISTEN_RETRY, last: settings.LISTEN_RETRY_MAX },
    });
    // The tenth would come after 51 seconds if the wait went on doubling.
    await until(() => tries >= 10);
    await feed.stop();
    closed.close();
    expect(heard).to.equal(0);
  });
});
