/** A process of its own that sends notices; a test kills it. Argument: URL of the database. */
import { openStore } from '../../src/db/index.ts';
import { workers } from '../jobs/jobs-support.ts';
import { noticesHouse, SETTINGS } from './notices-support.ts';

const [url = ''] = process.argv.slice(2);
const { TOLK_KEY = SETTINGS.TOLK_KEY } = process.env;
const house = noticesHouse(openStore({ url, connections: 5, prepare: true }), { TOLK_KEY });
workers(url, house.handlers);
