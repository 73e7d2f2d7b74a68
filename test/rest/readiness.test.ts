import { expect } from 'chai';
import { createLog } from '../../src/log.ts';
import { createReadiness, type Check } from '../../src/rest/index.ts';

describe('readiness', () => {
  function prepared(check: Check) {
    let now = 0;
    let looks = 0;
    const lines: string[] = [];
    const readiness = createReadiness({
      checks: { database: () => { looks++; return check(); } },
      limits: { READY_TIMEOUT: 20, READY_CACHE: 1000 },
      log: createLog('info', { write: (line: string) => void lines.push(JSON.parse(line).msg as string) }),
      clock: () => now,
    });
    return { readiness, pass: (ms: number) => { now += ms; }, looks: () => looks, lines };
  }

  it('says yes while every check does', async () => {
    const { readiness } = prepared(() => Promise.resolve(undefined));
    expect(await readiness.ask()).to.deep.equal({ ready: true, reasons: [] });
  });

  it('says no with the reason of a check', async () => {
    const { readiness } = prepared(() => Promise.resolve('2 migrations are not applied'));
    expect(await readiness.ask()).to.deep.equal({ ready: false, reasons: ['database: 2 migrations are not applied'] });
  });

  it('says no without internals when a check fails', async () => {
    const { readiness } = prepared(() => Promise.reject(new Error('password authentication failed for user "x"')));
    expect(await readiness.ask()).to.deep.equal({ ready: false, reasons: ['database: away'] });
  });

  it('says no when a check takes longer than READY_TIMEOUT', async () => {
    const { readiness } = prepared(() => new Promise(() => undefined));
    expect(await readiness.ask()).to.deep.equal({ ready: false, reasons: ['database: no answer within 20 ms'] });
  });

  it('looks once per READY_CACHE, however often and by how many it is asked', async () => {
    const { readiness, pass, looks } = prepared(() => Promise.resolve(undefined));
    await Promise.all(Array.from({ length: 100 }, () => readiness.ask()));
    pass(999);
    await readiness.ask();
    expect(looks()).to.equal(1);
    pass(1);
    await readiness.ask();
    expect(looks()).to.equal(2);
  });

  it('says no once the process ends, whatever the checks say', async () => {
    const { readiness } = prepared(() => Promise.resolve(undefined));
    await readiness.ask();
    readiness.turnOff('the process ends');
    expect(await readiness.ask()).to.deep.equal({ ready: false, reasons: ['the process ends'] });
  });

  it('logs a change once', async () => {
    let reason: string | undefined;
    const { readiness, pass, lines } = prepared(() => Promise.resolve(reason));
    for (const next of [undefined, 'gone', 'gone', undefined, undefined]) {
      reason = next;
      await readiness.ask();
      pass(1000);
    }
    expect(lines).to.deep.equal(['not ready', 'ready again']);
  });
});
