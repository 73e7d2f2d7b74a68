import { expect } from 'chai';
import http from 'node:http';
import { fileCalls, type FileCalls, type Kind } from './content-support.ts';
import { startFilesHouse, type FilesHouse } from './locations-support.ts';

const MEGABYTE = 1024 * 1024;
const SIZE = 128 * MEGABYTE;
/** Of client, gateway and SFTP server, which are one process here. */
const MOST_GROWTH = 100 * MEGABYTE;

const PIECE = Buffer.alloc(64 * 1024, 'x');

async function* pieces(size: number): AsyncGenerator<Buffer, undefined> {
  for (let sent = 0; sent < size; sent += PIECE.length) yield Promise.resolve(PIECE);
}

for (const kind of ['folder', 'sftp'] satisfies Kind[]) describe(`a file of 128 MB by REST, ${kind}`, () => {
  let house: FilesHouse;
  let mine: FileCalls;
  before(async () => {
    // What is held of bodies may be less than a piece of it.
    house = await startFilesHouse({ REST_MEMORY: '1000', MAX_BODY: '1000' });
    mine = await fileCalls(house, kind);
  });
  after(() => house.stop());

  async function put(name: string, size: number): Promise<void> {
    const { status, text } = await mine.call('PUT', name, { body: pieces(size) });
    expect([status, JSON.parse(text)]).to.deep.equal([201, { name, size }]);
  }

  async function take(name: string): Promise<void> {
    const headers = { Authorization: `Bearer ${mine.token}` };
    const asked = http.get(`${house.gateway.url}${mine.base}${name}`, { headers });
    const answer = await new Promise<http.IncomingMessage>((resolve, reject) => asked.on('response', resolve).on('error', reject));
    let [bytes, isSame] = [0, true];
    for await (const piece of answer as AsyncIterable<Buffer>) {
      bytes += piece.length;
      isSame &&= PIECE.subarray(0, piece.length).equals(piece);
    }
    expect([bytes, isSame]).to.deep.equal([SIZE, true]);
  }

  /** @returns by how many bytes the process grew at most */
  async function growthDuring(work: () => Promise<void>): Promise<number> {
    const before = process.memoryUsage().rss;
    let most = before;
    const watch = setInterval(() => { most = Math.max(most, process.memoryUsage().rss); }, 20);
    try {
      await work();
    } finally {
      clearInterval(watch);
    }
    return most - before;
  }

  it('goes there and comes back without being held', async () => {
    await put('warm.bin', SIZE / 8);
    expect(await growthDuring(() => put('large.bin', SIZE))).to.be.below(MOST_GROWTH);
    expect(await growthDuring(() => take('large.bin'))).to.be.below(MOST_GROWTH);
  });
});
