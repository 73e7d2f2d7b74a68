import { expect } from 'chai';
import { Deadlines } from '../../src/server/index.ts';

describe('deadlines', () => {
  it('call back those that are not forgotten in time, the oldest first, each once', async () => {
    let now = 0;
    const deadlines = new Deadlines(8, () => now);
    const late: string[] = [];
    const entry = (name: string) => (): void => void late.push(name);
    const [a, b, c] = [entry('a'), entry('b'), entry('c')];
    deadlines.watch(a);
    deadlines.watch(b);
    now = 5;
    deadlines.watch(c);
    deadlines.forget(b);
    now = 8;
    await until(() => late.length > 0);
    expect(late).to.deep.equal(['a']);
    now = 13;
    await until(() => late.length > 1);
    expect(late).to.deep.equal(['a', 'c']);
    deadlines.watch(b);
    now = 21;
    await until(() => late.length > 2);
    expect(late).to.deep.equal(['a', 'c', 'b']);
  });
});

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 1));
}
