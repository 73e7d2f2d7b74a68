import { expect } from 'chai';
import { staleFiles } from '../../scripts/generate.ts';

describe('generated files', () => {
  it('are what their generators make', async () => {
    expect(await staleFiles()).to.deep.equal([]);
  });
});
