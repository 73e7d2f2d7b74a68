/** The gateway as shipped, on the database of its argument; log to nowhere, metrics on. */
import { createApp } from '../../src/app.ts';
import { startClock } from '../../src/clock/index.ts';
import { readConfig } from '../../src/config.ts';
import { blockwise, createLog } from '../../src/log.ts';
import { createMetrics } from '../../src/metrics.ts';
import { createDoorServer } from '../../src/server/index.ts';
import { announce } from './contender.ts';

const [, , url = ''] = process.argv;
const config = readConfig({ TOLK_ROLE: 'web' });
const log = createLog('info', blockwise('/dev/null'));
const app = createApp({ config, url, directUrl: url, log, metrics: createMetrics(), startClock });
const server = await createDoorServer(config, log, app.listener);
announce(Number(new URL(await server.listen('127.0.0.1', 0)).port));
