import { expect } from 'chai';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { layerComplaints } from '../../scripts/checks/layers.ts';

describe('the layers of the house', () => {
  const house = (files: Record<string, string>): string[] => {
    const root = mkdtempSync(path.join(tmpdir(), 'tolk-house-'));
    for (const [file, text] of Object.entries(files)) {
      mkdirSync(path.join(root, 'src', path.dirname(file)), { recursive: true });
      writeFileSync(path.join(root, 'src', file), text);
    }
    const complaints = layerComplaints(root);
    rmSync(root, { recursive: true });
    return complaints;
  };

  it('hold: no import goes up, round or past an index', () => {
    expect(layerComplaints(path.resolve(import.meta.dirname, '../..'))).to.deep.equal([]);
  });

  it('tell an import that goes up', () => {
    expect(house({ 'customer/a.ts': `import { x } from '../soap/index.ts';` })[0]).to.contain('goes up');
  });

  it('tell a room entered through a window', () => {
    expect(house({ 'soap/a.ts': `import {\n  x,\n} from '../customer/insert.ts';` })[0]).to.contain('through its index.ts');
  });

  it('tell rooms that need each other', () => {
    const complaints = house({
      'customer/a.ts': `import { x } from '../group/index.ts';`,
      'group/a.ts': `import type { y } from '../customer/index.ts';`,
    });
    expect(complaints).to.deep.equal(['a circle: customer -> group -> customer']);
  });
});
