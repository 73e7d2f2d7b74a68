import { expect } from 'chai';
import { makeToken } from '../support/access.ts';
import { scopeOf } from '../support/scope.ts';
import { openRunsDoor, type RunsDoor } from './rest-support.ts';
import { start, testKind } from './support.ts';

describe('the events of a run', () => {
  let door: RunsDoor;
  afterEach(() => door.stop());

  /** A run, and how to ask for its events. */
  async function open(env: Readonly<Record<string, string>>) {
    door = await openRunsDoor(testKind(new Map()), { RUN_WATCH: '100', ...env });
    const { brand } = await door.manager();
    const { token } = await makeToken(door.db.sql, { brand, rights: ['manage'] });
    const id = await start(scopeOf(door.db.sql, brand));
    const ask = (runId = id, method = 'GET') => fetch(`${door.url}/api/v1/runs/${runId}/events`, {
      method, headers: { authorization: `Bearer ${token}` },
    });
    return { id, ask };
  }
  const eventsOf = (text: string) => text.split('\n\n').filter((event) => event.startsWith('data: '))
    .map((event) => JSON.parse(event.slice('data: '.length)) as { state: string; progress: number | null });

  it('tell each change until it has ended', async () => {
    const { id, ask } = await open({ RUN_EVENTS_TIME: '60000' });
    const response = await ask();
    expect(response.headers.get('content-type')).to.contain('text/event-stream');
    const pieces = response.body!.pipeThrough(new TextDecoderStream())[Symbol.asyncIterator]();
    let text = '';
    const readUntil = async (wanted: string) => {
      while (!text.includes(wanted)) text += (await pieces.next()).value ?? '';
    };
    await readUntil('"queued"');
    await door.db.sql('run').where({ id }).update({ state: 'running', progress: 0.5 });
    await readUntil('"running"');
    await door.db.sql('run').where({ id }).update({ state: 'done', progress: 1, ended_at: new Date() });
    for await (const piece of { [Symbol.asyncIterator]: () => pieces }) text += piece;
    expect(eventsOf(text).map(({ state, progress }) => [state, progress]))
      .to.deep.equal([['queued', null], ['running', 0.5], ['done', 1]]);
    expect(text).to.match(/^retry: \d+\n\n/);
  });

  it('end with RUN_EVENTS_TIME, and can be asked for again', async () => {
    const { ask } = await open({ RUN_EVENTS_TIME: '0' });
    for (let times = 0; times < 2; times++) {
      expect(eventsOf(await (await ask()).text())).to.have.length(1).and.have.nested.property('[0].state', 'queued');
    }
    const head = await ask(undefined, 'HEAD');
    expect([head.status, await head.text()]).to.deep.equal([200, '']);
  });

  it('of a run that is not there are refused like anything else', async () => {
    const { ask } = await open({});
    const response = await ask('999999');
    expect([response.status, response.headers.get('content-type')?.split(';')[0]]).to.deep.equal([404, 'application/json']);
  });

  it('are given up when nobody reads them any more', async () => {
    const { ask } = await open({ RUN_EVENTS_TIME: '60000' });
    const response = await ask();
    await response.body!.cancel();
    await door.stop(); // would wait for an answer under way
  });
});
