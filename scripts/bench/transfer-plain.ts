import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import pg from 'pg';
import copyStreams from 'pg-copy-streams';
import { CUSTOMER_FIELDS } from '../../src/customer/index.ts';
import { FILE_FIELDS } from './transfer-file.ts';

const FIELDS = FILE_FIELDS.map((name) => {
  const field = CUSTOMER_FIELDS.find((one) => one.name === name);
  if (field === undefined) throw new Error(`${name} is no field`);
  return { column: field.column, cast: field.kind === 'date' ? '::date' : '' };
});
const COLUMNS = FIELDS.map(({ column }) => column);

/** A copy of table customer with all its indexes, as full as it is. */
export const MAKE_COPY = `
  create table bench_customer (like customer including all);
  alter table bench_customer set (fillfactor = 90);
  insert into bench_customer select * from customer order by id;`;

const STAGE = `create table bench_stage (${COLUMNS.map((column) => `${column} text`).join(', ')})`;
const COPY = `copy bench_stage from stdin with (format csv, header, delimiter ';')`;
const MERGE = `
  merge into bench_customer c using bench_stage s
  on c.brand_id = $1 and c.external_id = s.external_id and c.external_id <> ''
  when matched then update set
    ${FIELDS.map(({ column, cast }) => `${column} = s.${column}${cast}`).join(', ')}, modified_by = 'bench', modified_at = now()
  when not matched then insert (brand_id, ${COLUMNS.join(', ')}, created_by, modified_by)
    values ($1, ${FIELDS.map(({ column, cast }) => `s.${column}${cast}`).join(', ')}, 'bench', 'bench')`;

/** What the server can do with the same file: no checks, no history, and everybody waits for the end of it. */
export async function plainImport(url: string, brandId: string, file: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(STAGE);
    await pipeline(createReadStream(file), client.query(copyStreams.from(COPY)));
    await client.query('analyze bench_stage');
    await client.query(MERGE, [brandId]);
  } finally {
    await client.end();
  }
}
