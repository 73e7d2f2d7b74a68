/** `npm run check`: types, lint, layers, generated files. Runs all; exits 1 when any complains. */
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { layerComplaints } from './checks/layers.ts';

const root = path.resolve(import.meta.dirname, '..');

const steps: readonly (readonly [name: string, run: () => boolean])[] = [
  ['types', () => runs('tsc')],
  ['lint', () => runs('npm', 'run', '-s', 'lint')],
  ['layers', () => holds(layerComplaints(root))],
  ['generated files', () => runs(process.execPath, 'scripts/generate.ts', '--check')],
];

const failed = steps.filter(([name, run]) => {
  const good = run();
  console.log(`${good ? 'ok  ' : 'FAIL'} ${name}`);
  return !good;
});
process.exitCode = failed.length === 0 ? 0 : 1;

function runs(command: string, ...args: readonly string[]): boolean {
  return spawnSync(command, args, { cwd: root, stdio: 'inherit' }).status === 0;
}

function holds(complaints: readonly string[]): boolean {
  for (const line of complaints) console.log(`     ${line}`);
  return complaints.length === 0;
}
