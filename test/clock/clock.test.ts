import { expect } from 'chai';
import { mock } from 'node:test';
import { startClock, type Clock } from '../../src/clock/index.ts';
import { keptLog } from '../jobs/jobs-support.ts';

/** A time that moves by hand; timers fire as it passes them. */
const START = new Date('2026-03-29T00:58:20.500Z');

describe('clock', () => {
  let clock: Clock | undefined;
  beforeEach(() => mock.timers.enable({ apis: ['setTimeout', 'Date'], now: START }));
  afterEach(async () => {
    mock.timers.reset();
    await clock?.stop();
    clock = undefined;
  });

  /** Lets time pass in steps, so that timers set on the way fire too. */
  const pass = async (seconds: number) => {
    for (let step = 0; step < seconds * 4; step++) {
      mock.timers.tick(250);
      await Promise.resolve();
    }
    await new Promise((resolve) => setImmediate(resolve));
  };

  it('ticks at each planned minute, also where a zone changes its clocks', async () => {
    const minutes: string[] = [];
    clock = startClock({ tick: (minute) => Promise.resolve(minutes.push(minute.toISOString())), log: keptLog().log });
    await pass(4 * 60);
    expect(minutes).to.deep.equal([
      '2026-03-29T00:59:00.000Z', '2026-03-29T01:00:00.000Z', '2026-03-29T01:01:00.000Z', '2026-03-29T01:02:00.000Z',
    ]);
  });

  it('goes on after a tick that failed, and tells of it', async () => {
    let count = 0;
    const { log, lines } = keptLog();
    clock = startClock({ tick: () => ++count === 1 ? Promise.reject(new Error('away')) : Promise.resolve(), log });
    await pass(2 * 60);
    expect(count).to.equal(2);
    const warnings = lines.filter(({ level }) => level === 'warn');
    expect(warnings).to.have.length(1).and.have.nested.property('[0].err.message', 'away');
  });

  it('begins no tick while one is under way', async () => {
    let begun = 0;
    const held = Promise.withResolvers<void>();
    clock = startClock({ tick: () => { begun++; return held.promise; }, log: keptLog().log });
    await pass(3 * 60);
    expect(begun).to.equal(1);
    held.resolve();
    await pass(60);
    expect(begun).to.equal(2);
  });

  it('waits at its end for a tick under way', async () => {
    const held = Promise.withResolvers<void>();
    clock = startClock({ tick: () => held.promise, log: keptLog().log });
    await pass(60);
    let hasStopped = false;
    const stopped = clock.stop().then(() => { hasStopped = true; });
    await pass(1);
    expect(hasStopped).to.equal(false);
    held.resolve();
    await stopped;
  });

  it('ends without a tick that hangs', async () => {
    let begun = 0;
    clock = startClock({ tick: () => { begun++; return new Promise(() => undefined); }, log: keptLog().log });
    await pass(60);
    const stopped = clock.stop();
    clock = undefined;
    await pass(3 * 60);
    await stopped;
    expect(begun).to.equal(1);
  });
});
