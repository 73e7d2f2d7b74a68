import { expect } from 'chai';
import { createLog, requestIds } from '../../src/log.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';

describe('the log', () => {
  function logged(write: (log: ReturnType<typeof createLog>) => void): { text: string; line: Record<string, unknown> } {
    let text = '';
    write(createLog('info', { write: (line: string) => { text += line; } }));
    return { text, line: JSON.parse(text) as Record<string, unknown> };
  }

  it('strikes out what is secret by name', () => {
    const secrets = { token: 's1', uuid: 's2', password: 's3', authorization: 's4', emailAddress: 's5', body: 's6', ms: 4 };
    const { text, line } = logged((log) => log.info(secrets, 'x'));
    expect(text).not.to.match(/s\d/);
    expect(line).to.include({ token: '[secret]', ms: 4, level: 'info' });
  });

  it('tells type, message and stack of an error', () => {
    const { line } = logged((log) => log.error({ err: new TypeError('why') }, 'x'));
    expect(line['err']).to.include({ type: 'TypeError', message: 'why' });
    expect(line).to.have.nested.property('err.stack').that.includes('log.test.ts');
  });

  it('tells who is to blame when something else than an error is thrown, but not what', () => {
    expect(logged((log) => log.error({ err: 'secret' }, 'x')).line['err']).to.deep.equal({ type: 'string' });
  });

  describe('of a database error', () => {
    let database: TestDatabase;
    before(async () => { database = await testDatabase(); });
    after(() => database.drop());

    const failing = (sql: string) => database.sql.raw(sql).then(() => expect.fail('no error'), (error: unknown) => error);

    it('has code and place, and no value', async () => {
      await database.sql.raw('create table once (mail text constraint once_mail unique)');
      const insert = `insert into once values ('secret@example.com')`;
      await database.sql.raw(insert);
      const bad = [
        await failing(insert), await failing(`select 'secret'::int`), await failing(`select 'secret'::date`),
        await failing(`do $$ begin raise exception 'bad row %', 'secret'; end $$`),
      ];
      for (const err of bad) expect(logged((log) => log.error({ err }, 'x')).text).not.to.include('secret');
      expect(logged((log) => log.error({ err: bad[0] }, 'x')).line['err'])
        .to.include({ type: 'DatabaseError', code: '23505', table: 'once', constraint: 'once_mail' });
    });

    it('has no value of a statement whose error is another one', async () => {
      const err = await database.sql('nowhere').where({ mail: 'secret@example.com' }).then(() => undefined, (error: unknown) => error);
      const { text } = logged((log) => log.error({ err }, 'x'));
      expect(text).to.include('nowhere').and.not.include('secret');
    });

    it('keeps the message that names a thing of the schema', async () => {
      const err = await failing('select nothing from nowhere');
      expect(logged((log) => log.error({ err }, 'x')).line).to.have.nested.property('err.message').that.includes('nowhere');
    });
  });
});

describe('request ids', () => {
  it('differ in one process and between two', () => {
    const [one, two] = [requestIds(), requestIds()];
    const ids = [one(), one(), one(), two(), two()];
    expect(new Set(ids).size).to.equal(ids.length);
  });
});
