import { expect } from 'chai';
import type { Brand, Scope } from '../../src/db/index.ts';
import type { Resources } from '../../src/resource/index.ts';
import { faultOf, scopeOf } from '../support/scope.ts';
import { makeBrand } from '../support/access.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { goOn, makeResources, numbers, storedSet, type Lines } from './support.ts';

const type = 'CUSTOMER_SET';
const HOUR = 3_600_000;

describe('the life of result sets', () => {
  let database: TestDatabase;
  let brand: Brand;
  let scope: Scope;
  let resources: Resources;
  let lines: Lines;
  let id: string;
  before(async () => {
    database = await testDatabase();
  });
  beforeEach(async () => {
    brand = await makeBrand(database.sql);
    scope = scopeOf(database.sql, brand);
    ({ resources, lines } = makeResources());
    id = await resources.createSet(scope, type, numbers(3));
  });
  after(() => database.drop());

  const stored = (resourceId = id) => storedSet(database.sql, brand, resourceId);
  const status = async (resourceId = id) => (await resources.resourceById(scope, resourceId)).status;
  const page = () => faultOf(resources.pageOfIds(scope, { resourceId: id, type, offset: '0', size: '50' }));
  /** Makes a time of the row so many milliseconds older than now. */
  const shift = (column: string, milliseconds: number, resourceId = id) => database.sql.raw(
    `update result_set set ?? = now() - ? * interval '1 millisecond' where id = ?`, [column, milliseconds, resourceId],
  );
  const lastUsed = async () =>
    (await database.sql('result_set').where({ id }).first<{ last_used_at: Date }>()).last_used_at.getTime();
  const processing = () =>
    resources.createSet(scopeOf(database.sql, brand, { settings: { RESULT_SET_INLINE: '1' } }), type, numbers(3));

  describe('asked for by id', () => {
    it('is unknown in another brand, without a number, or when it never was', async () => {
      const other = scopeOf(database.sql, await makeBrand(database.sql));
      expect(await faultOf(resources.resourceById(other, id))).to.equal(`213 Resource ${id} not found`);
      expect(await faultOf(resources.resourceById(scope, '424242'))).to.equal('213 Resource 424242 not found');
      expect(await faultOf(resources.resourceById(scope, undefined))).to.equal('105 Parameter resourceId is missing');
    });

    it('holds the answer of a PROCESSING one, without a connection, and tells what it is then', async () => {
      const waiting = await processing();
      const holds: number[] = [];
      const pool = database.another();
      const polled = scopeOf(pool, brand);
      const { resources: polling } = makeResources({
        timer: {
          async wait(milliseconds) {
            expect((pool.client as { pool: { numUsed(): number } }).pool.numUsed()).to.equal(0);
            holds.push(milliseconds);
            if (holds.length === 2) await resources.build(scope, { resourceId: waiting }, goOn);
          },
        },
      });
      expect(await polling.resourceById(polled, waiting)).to.include({ status: 'PROCESSING' });
      expect(await polling.resourceById(polled, waiting)).to.include({ status: 'READY', size: '3' });
      expect(await polling.resourceById(polled, waiting)).to.include({ status: 'READY' });
      const patient = scopeOf(pool, brand, { settings: { RESULT_SET_POLL_HOLD: '230' } });
      await polling.resourceById(patient, await processing());
      expect(holds).to.deep.equal([150, 150, 230]);
    });
  });

  describe('freed', () => {
    it('is CLOSED and its ids are gone; pages are refused with 402', async () => {
      await resources.freeResource(scope, id);
      expect(await resources.resourceById(scope, id)).to.deep.equal({ id, type, status: 'CLOSED', size: '3' });
      expect(await stored()).to.deep.include({ state: 'CLOSED', ids: undefined });
      expect(await page()).to.match(/^402 Resource \d+ is closed/);
    });

    it('may be freed again, and in any status', async () => {
      await resources.freeResource(scope, id);
      await resources.freeResource(scope, id);
      const failed = await resources.createSet(scope, type, { kind: 'unheard of', params: {} });
      for (const each of [await processing(), failed]) {
        await resources.freeResource(scope, each);
        expect(await status(each)).to.equal('CLOSED');
      }
    });

    it('is nothing that another brand can do, or anyone to what is not there', async () => {
      const other = scopeOf(database.sql, await makeBrand(database.sql));
      expect(await faultOf(resources.freeResource(other, id))).to.equal(`213 Resource ${id} not found`);
      expect(await faultOf(resources.freeResource(scope, '424242'))).to.match(/^213/);
      expect(await faultOf(resources.freeResource(scope, undefined))).to.equal('105 Parameter resourceId is missing');
      expect(await status()).to.equal('READY');
    });
  });

  describe('not used', () => {
    it('is CLOSED for its readers an hour after the last use, before upkeep has come by', async () => {
      await shift('last_used_at', HOUR - 60_000);
      expect([await status(), await page()]).to.deep.equal(['READY', 'no fault']);
      await shift('last_used_at', HOUR + 1000);
      expect(await status()).to.equal('CLOSED');
      expect(await page()).to.match(/^402/);
      expect((await stored())?.state).to.equal('READY');
    });

    it('loses its ids at the next upkeep; one in use and those of other brands keep them', async () => {
      const used = await resources.createSet(scope, type, numbers(1));
      const otherBrand = await makeBrand(database.sql);
      const foreign = await resources.createSet(scopeOf(database.sql, otherBrand), type, numbers(1));
      for (const each of [id, foreign]) await shift('last_used_at', HOUR + 1000, each);
      await resources.maintain(scope);
      expect(await stored()).to.deep.include({ state: 'CLOSED', ids: undefined, size: '3' });
      expect(await stored(used)).to.deep.include({ state: 'READY', ids: ['1'] });
      expect(await storedSet(database.sql, otherBrand, foreign)).to.include({ state: 'READY' });
    });

    it('is CLOSED for a day, then unknown, and its row removed', async () => {
      await resources.freeResource(scope, id);
      await shift('ended_at', 23 * HOUR);
      await resources.maintain(scope);
      expect(await status()).to.equal('CLOSED');
      await shift('ended_at', 24 * HOUR + 1000);
      expect(await faultOf(resources.resourceById(scope, id))).to.match(/^213/);
      expect(await faultOf(resources.freeResource(scope, id))).to.match(/^213/);
      expect(await page()).to.match(/^213/);
      await resources.maintain(scope);
      expect(await stored()).to.equal(undefined);
    });

    it('is unknown at once when upkeep has not come by for a day', async () => {
      await shift('last_used_at', 25 * HOUR - 60_000);
      expect(await status()).to.equal('CLOSED');
      await shift('last_used_at', 25 * HOUR + 1000);
      expect(await faultOf(resources.resourceById(scope, id))).to.match(/^213/);
    });

    it('lives as long as the settings say', async () => {
      const short = scopeOf(database.sql, brand, { settings: { RESULT_SET_EXPIRES: '60000', RESULT_SET_KEPT: '60000' } });
      await shift('last_used_at', 61_000);
      expect((await resources.resourceById(short, id)).status).to.equal('CLOSED');
      await shift('last_used_at', 121_000);
      expect(await faultOf(resources.resourceById(short, id))).to.match(/^213/);
    });

    it('while PROCESSING is never closed, but given up when no build can be under way any more', async () => {
      const waiting = await processing();
      await shift('last_used_at', HOUR + 9 * 60_000, waiting);
      await resources.maintain(scope);
      expect(await status(waiting)).to.equal('PROCESSING');
      await shift('last_used_at', HOUR + 10 * 60_000 + 1000, waiting);
      await resources.maintain(scope);
      expect(await status(waiting)).to.equal('ERROR');
      expect((await stored(waiting))?.error).to.match(/No attempt/);
      expect(lines.all).to.have.length(1);
      expect(lines.all[0]).to.deep.include({ level: 'error', brand: brand.id, resources: [waiting] });
    });
  });

  describe('used', () => {
    it('has it written down when the last time is a minute ago, by page or poll', async () => {
      for (const use of [page, status]) {
        await shift('last_used_at', 50_000);
        const before = await lastUsed();
        await use();
        expect(await lastUsed()).to.equal(before);
        await shift('last_used_at', 61_000);
        await use();
        expect(await lastUsed()).to.be.greaterThan(before);
      }
    });

    it('waits for no other reader: the one who finds the row locked leaves the note to them', async () => {
      await shift('last_used_at', 61_000);
      const before = await lastUsed();
      await database.sql.transaction(async (tx) => {
        await tx('result_set').where({ id }).forUpdate();
        expect(await page()).to.equal('no fault');
      });
      expect(await lastUsed()).to.equal(before);
    });

    it('by 500 readers at once, after a minute, is one change of the row', async () => {
      await database.sql.raw(`
        create table note (id bigint);
        create function noted() returns trigger language plpgsql as
          'begin insert into note values (new.id); return new; end';
        create trigger noted before update on result_set for each row execute function noted()`);
      await shift('last_used_at', 61_000);
      await database.sql('note').delete();
      const another = scopeOf(database.another(), brand);
      await Promise.all(Array.from({ length: 500 }, (_, turn) => resources.pageOfIds(turn % 2 ? scope : another, {
        resourceId: id, type, offset: '0', size: '50',
      })));
      expect(await database.sql('note')).to.deep.equal([{ id }]);
      await database.sql.raw('drop trigger noted on result_set');
    });
  });
});
