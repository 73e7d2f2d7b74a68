/**
 * A process of its own that stores single customers while an import runs, as the SOAP door does: child of the
 * benchmark, which tells it where, and to end. It answers with the longest time that one took.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { readConfig } from '../../src/config.ts';
import { insertUniqueCustomer } from '../../src/customer/index.ts';
import { createScope, openStore, type Brand } from '../../src/db/index.ts';

const PAUSE = 10;
/** Customers that it writes by turns. */
const KEYS = 1000;

interface Wish {
  readonly url: string;
  readonly brand: Brand;
}

let isOver = false;
process.once('message', (wish: Wish) => {
  process.once('message', () => { isOver = true; });
  void write(wish);
});

async function write({ url, brand }: Wish): Promise<void> {
  const sql = openStore({ url, connections: 1, prepare: true });
  const events = { publish: () => Promise.resolve() };
  const scope = createScope({ sql, brand, actor: { name: 'writer', door: 'soap' }, events, limits: readConfig({}) });
  const one = (turn: number) => insertUniqueCustomer(scope, {
    externalId: `W-${turn % KEYS}`, emailAddress: `writer${turn % KEYS}@mail.example`, city: `Delft ${turn}`,
  }, { fields: ['externalId'], options: [] });
  await one(0);
  process.send?.('ready');
  const times: number[] = [];
  for (let turn = 1; !isOver; turn++) {
    const begun = performance.now();
    await one(turn);
    times.push(performance.now() - begun);
    await sleep(PAUSE);
  }
  await sql.destroy();
  process.send?.(times);
}
