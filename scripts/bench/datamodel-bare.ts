/** A bare express handler on pg: one prepared statement for a row of a typed table, as one would write it by hand. */
import type { AddressInfo } from 'node:net';
import express from 'express';
import pg from 'pg';
import { announce } from './contender.ts';

const [, , url] = process.argv;
const pool = new pg.Pool({ connectionString: url, max: 10 });
const READ = { name: 'read', text: 'select code, label, price, created_at from bench_extratype where id = $1' };
const WRITE = { name: 'write', text: 'insert into bench_extratype (code, label, price) values ($1, $2, $3) returning id' };

interface Extra {
  readonly code: string;
  readonly label: string;
  readonly price: number;
}

const app = express();
app.get('/extratype/:id', async (request, response) => {
  const { rows } = await pool.query<Extra>({ ...READ, values: [request.params.id] });
  if (rows[0] === undefined) return void response.sendStatus(404);
  response.json(rows[0]);
});
app.post('/extratype', express.json(), async (request, response) => {
  const { code, label, price } = request.body as Extra;
  const { rows } = await pool.query<{ id: string }>({ ...WRITE, values: [code, label, price] });
  response.status(201).set('X-Resource', `/extratype/${rows[0]?.id}`).end();
});
const server = app.listen(0, '127.0.0.1', () => announce((server.address() as AddressInfo).port));
