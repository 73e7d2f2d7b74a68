/** A bare express handler on pg: the three inserts of a webhook call in one transaction, as written by hand. */
import type { AddressInfo } from 'node:net';
import express from 'express';
import pg from 'pg';
import { announce } from './contender.ts';
import type { Call } from './webhooks.ts';

const [, , url] = process.argv;
const pool = new pg.Pool({ connectionString: url, max: 10 });
const CUSTOMER = {
  name: 'customer',
  text: `insert into bench_customer (brand_id, email_address, external_id, opt_in, options, created_by, modified_by)
    values (1, $1, $2, $3, $4, 'bench', 'bench') returning id`,
};
const STAY = {
  name: 'stay', text: 'insert into bench_stay (customer_id, booking, arrival) values ($1, $2, $3) returning id',
};

const app = express();
app.post('/call', express.json(), async (request, response) => {
  const { guest, stays } = request.body as Call;
  const client = await pool.connect();
  try {
    await client.query('begin');
    const values = [guest.mail, guest.no, guest.news, JSON.stringify({ frequency: guest.frequency })];
    const { rows: [customer] } = await client.query<{ id: string }>({ ...CUSTOMER, values });
    const ids: string[] = [];
    for (const { booking, arrival } of stays) {
      const { rows: [stay] } = await client.query<{ id: string }>(
        { ...STAY, values: [customer?.id, booking, arrival] });
      ids.push(stay?.id ?? '');
    }
    await client.query('commit');
    response.json({
      guest: { ...guest, id: customer?.id }, stays: stays.map((stay, place) => ({ ...stay, id: ids[place] })),
    });
  } finally {
    client.release();
  }
});
const server = app.listen(0, '127.0.0.1', () => announce((server.address() as AddressInfo).port));
