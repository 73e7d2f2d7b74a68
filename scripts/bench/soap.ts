/**
 * The SOAP door against a stock node-soap server, and beside it what node:http alone costs (issue 2, Speed).
 */
import { SaxesParser } from 'saxes';
import { printTable, type Bar } from './bars.ts';
import { startContender, type Contender } from './contender.ts';
import { clientPool, send, type Request } from './load.ts';
import { measure } from './rounds.ts';
import { READY_BYTES } from './soap-bare.ts';
import { CASES } from './soap-data.ts';

const ROUNDS = 5;
const CONNECTIONS = 10;

/** How often each call is sent per round, and how many times less CPU than node-soap it may take. */
const PLANS: Readonly<Record<keyof typeof CASES, { times: number; bar: number }>> = {
  'one customer': { times: 2000, bar: 4 },
  '50 customers': { times: 300, bar: 12 },
  'insert of a whole customer': { times: 1000, bar: 5 },
  fault: { times: 2000, bar: 1.8 },
};
const MEMORY_CASE = '50 customers';

export async function benchSoap(): Promise<readonly Bar[]> {
  const tolk = await startContender('tolk', './soap-tolk.ts');
  const nodeSoap = await startContender('node-soap', './soap-node-soap.ts');
  const bare = await startContender('bare node:http', './soap-bare.ts');
  const contenders = [tolk, nodeSoap, bare];
  const bars: Bar[] = [];
  const rows: string[][] = [];
  for (const [name, { times, bar }] of Object.entries(PLANS)) {
    const request = CASES[name as keyof typeof CASES];
    await compareAnswers(tolk, nodeSoap, bare, request);
    const figures = await measure(contenders, { request, times, connections: CONNECTIONS, rounds: ROUNDS });
    const [ours, theirs, least] = contenders.map((each) => figures.get(each) ?? { cpu: Number.NaN, rss: Number.NaN });
    if (ours === undefined || theirs === undefined || least === undefined) throw new Error('nothing was measured');
    const ratio = theirs.cpu / ours.cpu;
    rows.push([
      name, ours.cpu.toFixed(0), theirs.cpu.toFixed(0), least.cpu.toFixed(0), `${ratio.toFixed(1)}x`,
      `${(100 * least.cpu / ours.cpu).toFixed(0)}%`, megabytes(ours.rss), megabytes(theirs.rss),
    ]);
    bars.push({ what: `soap: ${name}, CPU of node-soap / CPU of the door`, is: ratio, bar, sense: 'at least', unit: 'x' });
    if (name === MEMORY_CASE) {
      bars.push({
        what: `soap: ${name}, memory of the door / memory of node-soap`,
        is: ours.rss / theirs.rss, bar: 1, sense: 'at most', unit: 'x',
      });
    }
  }
  for (const each of contenders) each.stop();
  console.log(`CPU per request in microseconds, median of ${ROUNDS} rounds, ${CONNECTIONS} connections\n`);
  printTable(
    ['call', 'tolk', 'node-soap', 'bare http', 'ratio', 'bare/tolk', 'MB tolk', 'MB node-soap'], rows,
  );
  return bars;
}

/** Sees to it that both servers say the same, and gives the bare one our bytes to send. */
async function compareAnswers(
  tolk: Contender, nodeSoap: Contender, bare: Contender, request: Request,
): Promise<void> {
  const agent = clientPool(1);
  const ours = await send(agent, tolk.port, request);
  const theirs = await send(agent, nodeSoap.port, request);
  const [values, expected] = [valuesOf(ours.body), valuesOf(theirs.body)];
  if (ours.status !== theirs.status || values !== expected) {
    throw new Error(`answers differ\nours ${ours.status}:   ${values.slice(0, 2000)}\ntheirs ${theirs.status}: ${expected.slice(0, 2000)}`);
  }
  await send(agent, bare.port, { path: READY_BYTES, headers: {}, body: ours.body });
  const ready = await send(agent, bare.port, request);
  if (ready.body !== ours.body) throw new Error('the bare server does not send our bytes');
  agent.destroy();
}

/** The elements with text of an answer, by local name and in order. */
function valuesOf(xml: string): string {
  const values: string[] = [];
  const parser = new SaxesParser({ xmlns: true });
  let text = '';
  parser.on('opentag', () => { text = ''; });
  parser.on('text', (piece) => { text += piece; });
  parser.on('closetag', ({ local }) => {
    if (text !== '') values.push(`${local}=${text}`);
    text = '';
  });
  parser.write(xml).close();
  return values.join('|');
}

function megabytes(bytes: number): string {
  return (bytes / 1024 / 1024).toFixed(0);
}
