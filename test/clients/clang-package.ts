import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run } from './tools.ts';

const require = createRequire(import.meta.url);
const PRELOAD = join(dirname(fileURLToPath(import.meta.url)), 'clang/preload.cjs');

/** The clang package, a client that was written for the legacy service; what we use of it. */
export interface Clang {
  wsdl: string;
  /** Gives what the package makes of an answer: a list, an object, or what `msg` held; rejects with `{ Fault }`. */
  request(operation: string, parameters?: object): Promise<unknown>;
  request(operation: string, parameters: object, done: (error: unknown, result: unknown) => void): void;
  /** Looks a customer up, updates or creates it, and puts it in a group. */
  send(customer: object, options: object, done: (error: unknown, result: Record<string, unknown>) => void): void;
}

/** The package as a program would use it, but for the address of the WSDL. */
export function clangClient(wsdl: string, config: object): Clang {
  const Package = require('clang') as new (config: object) => Clang;
  const clang = new Package({ version: '1.24', ...config });
  clang.wsdl = wsdl;
  return clang;
}

/** The code of the fault in which a request of the package ends; `none` when it does not. */
export async function faultOf(request: Promise<unknown>): Promise<string> {
  return request.then(() => 'none', (error: { Fault?: { faultcode?: unknown } }) => String(error.Fault?.faultcode));
}

/**
 * Runs one of the package's own test files, unmodified, against a gateway. `only` is an expression for the names of
 * the tests to run. Gives its report, one line per check; throws with it when a check fails.
 */
export async function runOwnTests(file: string, base: string, token: string, only = ''): Promise<string[]> {
  const folder = dirname(require.resolve('clang/package.json'));
  const report = await run(process.execPath, ['--no-deprecation', '--require', PRELOAD, join('test', file)], {
    cwd: folder,
    env: { TOLK_BASE: base, TOLK_TOKEN: token, TOLK_ONLY: only },
    // The answer to "Sure you want to delete all customers?"
    input: 'y\n',
  });
  return report.split('\n').filter((line) => /^(not )?ok /.test(line));
}
