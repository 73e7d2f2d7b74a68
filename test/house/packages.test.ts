import { expect } from 'chai';
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

const ROOT = path.resolve(import.meta.dirname, '../..');

interface Package {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly optionalDependencies: Readonly<Record<string, string>>;
}

describe('the packages that the gateway runs with', () => {
  const { dependencies, optionalDependencies } = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')) as Package;
  const files = globSync('{src,migrations}/**/*.ts', { cwd: ROOT });
  const imported = new Set(files.flatMap((file) =>
    ts.preProcessFile(readFileSync(path.join(ROOT, file), 'utf8')).importedFiles.map(({ fileName }) => fileName)));
  const packages = [...imported].filter((name) => !name.startsWith('.') && !name.startsWith('node:'))
    .map((name) => name.split('/', name.startsWith('@') ? 2 : 1).join('/'));

  it('are installed without those of development', () => {
    expect(packages).to.include.members(['pg', 'strong-soap', '@dagrejs/dagre', 'undici']);
    const offered = { ...dependencies, ...optionalDependencies };
    expect(packages.filter((name) => offered[name] === undefined)).to.deep.equal([]);
  });
});
