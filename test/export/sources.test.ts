import { expect } from 'chai';
import { allCustomers, CUSTOMER_FIELDS, deleteCustomer, updateCustomer } from '../../src/customer/index.ts';
import { startExportOf } from '../../src/export/index.ts';
import { addMembers, insertGroup } from '../../src/group/index.ts';
import { tick } from '../../src/jobs/index.ts';
import { createProfile } from '../../src/profile/index.ts';
import type { ListedRun } from '../../src/schedule/index.ts';
import { complaint, refusal } from '../rest-management/support.ts';
import { setDue } from '../schedule/support.ts';
import { until } from '../support/until.ts';
import { exporter, exportGateway, exportWish, runEnd, type Exporter, type ExportGateway } from './support.ts';

const MINUTE = 60_000;

describe('exports: whom they tell of', () => {
  let gateway: ExportGateway;
  let mine: Exporter;

  before(async () => {
    gateway = await exportGateway();
  });
  after(() => gateway.stop());
  beforeEach(async () => {
    mine = await exporter(gateway);
  });

  /** External ids in the file that a run of the export made. */
  async function told(name = 'test'): Promise<string[]> {
    const { error, files } = await mine.run(name);
    expect(error).to.equal(null);
    return (await mine.cells(files[0]?.name ?? '')).flat().sort();
  }
  const wish = (source: object) => ({ source, columns: [{ field: 'externalId' }], dialect: { header: false } });
  const people = (...names: string[]) => mine.customers(...names.map((externalId) => ({ externalId })));

  it('are the members of a group, with those of the groups below when asked for', async () => {
    const [one, two, three] = await people('one', 'two', 'three');
    const { id: top } = await insertGroup(mine.scope, { name: 'top' });
    const { id: below } = await insertGroup(mine.scope, { name: 'below', parentId: top });
    await addMembers(mine.scope, top, [one ?? '', two ?? '']);
    await addMembers(mine.scope, below, [two ?? '', three ?? '']);
    await mine.define(wish({ kind: 'group', group: top }));
    await mine.define({ ...wish({ kind: 'group', group: top, subgroups: true }), name: 'all below' });
    expect(await told()).to.deep.equal(['one', 'two']);
    expect(await told('all below')).to.deep.equal(['one', 'three', 'two']);
  });

  it('are the customers of a profile, whatever it is called by then', async () => {
    await mine.customers({ externalId: 'a', city: `Den "Haag"; $1 'x' \\` }, { externalId: 'b', city: 'Delft' });
    const condition = { field: 'city', in: [`Den "Haag"; $1 'x' \\`, 'Gent, "{}"'] };
    const { id } = await createProfile(mine.scope, { name: 'from The Hague', condition });
    await mine.define(wish({ kind: 'profile', profile: 'from The Hague' }));
    await mine.ask('PUT', `/profiles/${id}`, { name: 'renamed', condition });
    expect(await told()).to.deep.equal(['a']);
  });

  it('are those that a run was given, of whom those deleted since are left out; its own next run misses nothing', async () => {
    const [, two] = await people('one', 'two', 'three');
    await mine.define(wish({ kind: 'all', changedOnly: true }));
    const runId = await mine.scope.transaction(async (tx) => {
      const { text, values } = allCustomers(tx);
      const customers = { text: `select id from (${text}) as source where id <= $2 `, values: [...values, two] };
      const given = await startExportOf(tx, 'test', { campaignId: '1', customers, file: 'given_{Y}.csv' });
      await deleteCustomer(tx, two ?? '');
      return given;
    });
    const { files, counters } = await runEnd(mine.ask, runId);
    const [{ name } = { name: '' }] = files;
    expect(name).to.match(/^given_\d{4}\.csv$/);
    expect([await mine.cells(name), counters.rows]).to.deep.equal([[['one']], 1]);
    const [followed] = await gateway.sql('export_definition').where({ brand_id: mine.brand.id }).pluck<(Date | null)[]>('changed_from');
    expect(followed).to.equal(null);
    expect(await told()).to.deep.equal(['one', 'three']);
    expect(await gateway.sql('export_customers').where({ run_id: runId })).to.deep.equal([]);
  });

  it('are nobody by themselves when a campaign brings them: they do not run by hand or by a schedule', async () => {
    await mine.define({ source: { kind: 'all' } });
    const { body: schedule } = await mine.ask('POST', '/schedules', { name: 'old', kind: 'export', subject: 'test', rule: 'hourly' });
    expect((await mine.ask('PUT', '/exports/test', exportWish({ source: { kind: 'campaign' } }))).status).to.equal(200);
    const byHand = await mine.ask('POST', '/exports/test/runs');
    expect(refusal(byHand)).to.equal('409 EXPORT_OF_CAMPAIGN');
    expect(complaint(byHand)).to.contain('Export test is of the customers that a campaign brings');
    const planned = await mine.ask('POST', '/schedules', { name: 'new', kind: 'export', subject: 'test', rule: 'hourly' });
    expect(refusal(planned)).to.equal('409 EXPORT_OF_CAMPAIGN');
    await setDue(gateway.sql, (schedule as { id: string }).id, '2026-06-30T22:00:00Z');
    await tick(gateway.sql, new Date('2026-06-30T22:00:00Z'));
    let runs: ListedRun[] = [];
    await until(async () => {
      runs = (await mine.ask('GET', '/runs?kind=export')).body as ListedRun[];
      return runs.length > 0;
    });
    expect(await runEnd(mine.ask, runs[0]?.id ?? '')).to.deep.include({ state: 'failed', error: complaint(byHand) });
    for (const wrong of [{ source: { kind: 'campaign', changedOnly: true } }, { columns: [{ campaignField: 'voucher' }] }]) {
      expect(refusal(await mine.ask('POST', '/exports', exportWish({ name: 'x', ...wrong })))).to.equal('400 FIELD_VALUE');
    }
  });

  it('are customers with bounces, with what tells of them', async () => {
    const [soft, hard] = await people('soft', 'hard', 'none');
    await gateway.sql('customer').where({ id: soft }).update({ soft_bounce_count: 3 });
    await gateway.sql('customer').where({ id: hard }).update({ hard_bounce_count: 1 });
    await mine.define({ source: { kind: 'bouncers' }, columns: [] });
    await mine.run();
    expect((await mine.cells('test.csv')).sort()).to.deep.equal([
      [soft, 'soft', '', 'ACTIVE', '3', '0'], [hard, 'hard', '', 'ACTIVE', '0', '1'],
      ['id', 'externalId', 'emailAddress', 'mailStatus', 'softBounceCount', 'hardBounceCount'],
    ].sort());
  });

  it('are told in all fields but the password, and all options, when no columns are named', async () => {
    await mine.customers({ externalId: 'a', password: 'secret', options: [{ name: 'shoe', value: '42' }] });
    await mine.define({ columns: [] });
    await mine.run();
    const [titles = [], line = []] = await mine.cells('test.csv');
    const fields = CUSTOMER_FIELDS.map(({ name }) => name).filter((name) => name !== 'password');
    expect(titles).to.deep.equal([...fields, 'shoe']);
    expect([line[titles.indexOf('externalId')], line[titles.indexOf('shoe')]]).to.deep.equal(['a', '42']);
  });

  describe('of changes only', () => {
    /** As if it had been long ago: a minute is told twice. */
    const age = () => gateway.sql('customer').where({ brand_id: mine.brand.id })
      .update({ modified_at: gateway.sql.raw(`modified_at - interval '1 hour'`) });
    const changes = { ...wish({ kind: 'all', changedOnly: true }), file: { name: '{Y}{m}{d}.csv' } };

    it('are all at first, and then those made or changed since', async () => {
      const [one] = await people('one', 'two');
      await mine.define(changes);
      await age();
      expect(await told()).to.deep.equal(['one', 'two']);
      expect(await told()).to.deep.equal([]);
      await updateCustomer(mine.scope, { id: one ?? '', city: 'Gent' });
      await people('three');
      expect(await told()).to.deep.equal(['one', 'three']);
    });

    it('are those too that a transaction wrote which ended after the run had looked', async () => {
      await mine.define(changes);
      const trx = await gateway.sql.transaction();
      const { rows: [begun] } = await trx.raw<{ rows: { now: Date }[] }>('select now()');
      await trx('customer').insert({ brand_id: mine.brand.id, external_id: 'late', created_by: 'x', modified_by: 'x' });
      expect(await told()).to.deep.equal([]);
      await trx.commit();
      const [from] = await gateway.sql('export_definition').where({ brand_id: mine.brand.id }).pluck<Date[]>('changed_from');
      expect(Number(from)).to.be.at.most(Number(begun?.now) - MINUTE);
      expect(await told()).to.deep.equal(['late']);
    });

    it('begin anew with another source', async () => {
      await people('one');
      await mine.define(changes);
      await age();
      expect(await told()).to.deep.equal(['one']);
      const put = (source: object) => mine.ask('PUT', '/exports/test', {
        name: 'test', ...changes, source, file: { location: 'out', name: 'test.csv' },
      });
      expect((await put({ kind: 'all', changedOnly: true })).status).to.equal(200);
      expect(await told()).to.deep.equal([]);
      expect((await put({ kind: 'bouncers', changedOnly: true })).status).to.equal(200);
      expect((await put({ kind: 'all', changedOnly: true })).status).to.equal(200);
      expect(await told()).to.deep.equal(['one']);
    });
  });
});
