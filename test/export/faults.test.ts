import { expect } from 'chai';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { deleteGroup, insertGroup } from '../../src/group/index.ts';
import { createProfile, removeProfile } from '../../src/profile/index.ts';
import { tidyExports } from '../../src/export/index.ts';
import { complaint, refusal } from '../rest-management/support.ts';
import { scopeOf } from '../support/scope.ts';
import { until } from '../support/until.ts';
import { exporter, exportGateway, exportWish, runEnd, type Exporter, type ExportGateway } from './support.ts';

describe('exports: when something is wrong', () => {
  let gateway: ExportGateway;
  let mine: Exporter;

  before(async () => {
    gateway = await exportGateway({ EXPORTS_MAX: '3', EXPORT_NAME_LENGTH: '20', EXPORT_COLUMNS: '4', FILE_BYTES: '100000' });
  });
  after(() => gateway.stop());
  beforeEach(async () => {
    mine = await exporter(gateway);
  });

  /** What upkeep does, in a scope with the gateway's folder. */
  const tidy = () => tidyExports(scopeOf(gateway.sql, mine.brand, { settings: { TOLK_DATA: gateway.data } }));

  it('are refused when they name what is not there, or say what nobody can do', async () => {
    const bad: readonly [wish: object, code: string, text: string][] = [
      [{ name: ' ' }, '400 FIELD_VALUE', 'name'], [{ name: '12' }, '400 FIELD_VALUE', 'digits'],
      [{ name: 'x'.repeat(21) }, '400 FIELD_VALUE', '20'],
      [{ source: { kind: 'none' } }, '400 FIELD_VALUE', 'source'],
      [{ source: { kind: 'group', group: '99' } }, '404 GROUP_NOT_FOUND', '99'],
      [{ source: { kind: 'group', group: `1'` } }, '400 FIELD_VALUE', `1'`],
      [{ source: { kind: 'profile', profile: 'nobody' } }, '404 PROFILE_NOT_FOUND', 'nobody'],
      [{ source: { kind: 'table', table: 'stay' } }, '404 TABLE_NOT_FOUND', 'stay'],
      [{ source: { kind: 'table', table: 'customer' } }, '404 TABLE_NOT_FOUND', 'customer'],
      [{ columns: [{ field: 'shoe' }] }, '400 FIELD_VALUE', 'columns.0.field'],
      [{ columns: [{ field: 'password' }] }, '400 FIELD_VALUE', 'password'],
      [{ columns: [{ option: 'shoe' }] }, '400 OPTION_UNKNOWN', 'shoe'],
      [{ columns: [{ column: 'shoe' }] }, '400 FIELD_VALUE', 'rows of a table'],
      [{ columns: [{ field: 'city', format: '{Y}' }] }, '400 FIELD_VALUE', 'dates and times'],
      [{ columns: [{ field: 'birthday', format: '{X}' }] }, '400 FIELD_VALUE', '{X}'],
      [{ columns: [{ field: 'birthday', format: '{Y' }] }, '400 FIELD_VALUE', 'format'],
      [{ columns: Array.from({ length: 5 }, () => ({ field: 'id' })) }, '400 FIELD_VALUE', 'more than 4'],
      [{ columns: [{ value: 'a\0b', title: 'x' }] }, '400 JSON_MALFORMED', 'U+0000'],
      [{ dialect: { delimiter: 'ab' } }, '400 FIELD_VALUE', 'dialect.delimiter'],
      [{ dialect: { charset: 'ebcdic' } }, '400 FIELD_VALUE', 'dialect.charset'],
      [{ file: { location: 'nowhere' } }, '404 LOCATION_NOT_FOUND', 'nowhere'],
      [{ file: { name: '../x.csv' } }, '400 FIELD_VALUE', 'start folder'],
      [{ file: { name: '{X}.csv' } }, '400 FIELD_VALUE', '{X}'], [{ file: { name: 'x.part' } }, '400 FIELD_VALUE', 'written'],
      [{ colums: [] }, '400 FIELD_VALUE', 'colums'],
    ];
    for (const [wish, code, text] of bad) {
      const answer = await mine.ask('POST', '/exports', exportWish(wish));
      expect(refusal(answer), complaint(answer)).to.equal(code);
      expect(complaint(answer)).to.include(text);
    }
    expect((await mine.ask('GET', '/exports')).body).to.deep.equal([]);
  });

  it('are so many at most, each with a name of its own, and another brand sees none of them', async () => {
    const other = await exporter(gateway);
    for (const name of ['a', 'b', 'c']) await mine.define({ name });
    expect(refusal(await mine.ask('POST', '/exports', exportWish({ name: 'a' })))).to.equal('409 EXPORTS_EXCEEDED');
    expect((await mine.ask('DELETE', '/exports/c')).status).to.equal(204);
    expect(refusal(await mine.ask('POST', '/exports', exportWish({ name: 'a' })))).to.equal('409 EXPORT_EXISTS');
    expect(refusal(await mine.ask('PUT', '/exports/b', exportWish({ name: 'a' })))).to.equal('409 EXPORT_EXISTS');
    expect((await mine.ask('PUT', '/exports/b', exportWish({ name: 'B' }))).body).to.include({ name: 'B' });
    const [{ id }] = (await mine.ask('GET', '/exports')).body as [{ id: string }];
    for (const [method, address] of [['GET', ''], ['PUT', ''], ['DELETE', ''], ['POST', '/runs']] as const) {
      expect(refusal(await other.ask(method, `/exports/${id}${address}`, method === 'PUT' ? exportWish({}) : undefined)))
        .to.equal('404 EXPORT_NOT_FOUND');
    }
    expect(refusal(await mine.ask('DELETE', '/locations/out'))).to.equal('409 LOCATION_IN_USE');
  });

  it('fail when what they name is gone by the time of the run, say which, and leave no file', async () => {
    await mine.customers({ options: [{ name: 'shoe', value: '42' }] });
    const { id: group } = await insertGroup(mine.scope, { name: 'g' });
    const { id: profile } = await createProfile(mine.scope, { name: 'p', condition: { option: 'shoe', is: '42' } });
    await mine.define({ name: 'a', columns: [{ option: 'shoe' }] });
    await mine.define({ name: 'b', source: { kind: 'group', group } });
    await mine.define({ name: 'c', source: { kind: 'profile', profile } });
    await gateway.sql('customer_option').where({ brand_id: mine.brand.id }).delete();
    await deleteGroup(mine.scope, group);
    const told = [];
    for (const name of ['a', 'b', 'c']) told.push(await mine.run(name));
    expect(told.map(({ state, error }) => [state, error])).to.deep.equal([
      ['failed', 'Customer option shoe is not defined for this brand'], ['failed', `Group ${group} not found`],
      ['failed', 'Profile p can no longer be read. The condition at option: there is no option shoe'],
    ]);
    await removeProfile(mine.scope, 'p');
    expect((await mine.run('c')).error).to.equal(`Profile ${profile} not found`);
    await tidy();
    expect(await mine.files()).to.deep.equal([]);
    expect(await gateway.sql('export_file').where({ brand_id: mine.brand.id })).to.deep.equal([]);
  });

  it('fail at a file that is too large', async () => {
    await gateway.sql.raw(`insert into customer (brand_id, lastname, created_by, modified_by)
      select ?, repeat('x', 100), '', '' from generate_series(1, 2000)`, [mine.brand.id]);
    await mine.define({ columns: [{ field: 'lastname' }] });
    const { state, error } = await mine.run();
    expect([state, error?.includes('more than 100000 bytes')]).to.deep.equal(['failed', true]);
    await tidy();
    expect(await mine.files()).to.deep.equal([]);
    // Its connection is whole again.
    await gateway.sql('customer').where({ brand_id: mine.brand.id }).delete();
    expect((await mine.run()).state).to.equal('done');
  });

  it('overwrite nothing, and write no file when there is nothing and none is wanted', async () => {
    await mkdir(mine.folder, { recursive: true });
    await writeFile(path.join(mine.folder, 'test.csv'), 'somebody else\'s');
    await mine.define();
    await mine.define({ name: 'none', file: { empty: 'none' } });
    expect((await mine.run()).files[0]?.name).to.equal('test (2).csv');
    const { state, counters, files } = await mine.run('none');
    expect({ state, counters, files }).to.deep.equal({ state: 'done', counters: { rows: 0, bytes: 0 }, files: [] });
    expect(await mine.files()).to.deep.equal(['test (2).csv', 'test.csv']);
    expect([await mine.bytes('test.csv'), await mine.bytes('test (2).csv')].map(String))
      .to.deep.equal(['somebody else\'s', 'id;emailAddress\n']);
  });

  it('leave nothing when they are cancelled, and may be run again', async () => {
    await mine.customers({});
    await mine.define();
    const lock = await gateway.sql.transaction();
    await lock.raw('lock table customer in access exclusive mode');
    const { body } = await mine.ask('POST', '/exports/test/runs');
    const { id } = body as { id: string };
    await until(async () => (await mine.files()).includes('test.csv.part'));
    await mine.ask('POST', `/runs/${id}/cancel`);
    expect((await runEnd(mine.ask, id)).state).to.equal('cancelled');
    await lock.rollback();
    await tidy();
    expect(await mine.files()).to.deep.equal([]);
    await mine.ask('POST', `/runs/${id}/retry`);
    const { state, files } = await runEnd(mine.ask, id);
    expect([state, files[0]?.name, (await mine.files()).join()]).to.deep.equal(['done', 'test.csv', 'test.csv']);
  });
});
