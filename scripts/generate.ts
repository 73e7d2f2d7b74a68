/*
 * Makes every generated file anew: `npm run generate`. With `--check` nothing is written; the files that
 * are not current are named and the exit code is 1. docs/schema.md needs a database, so the test run checks it.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { contract } from '../src/soap/contract/index.ts';
import { contractTypes } from './contract/types.ts';
import { campaignObjectsMarkdown } from './docs/campaign-objects.ts';
import { errorsMarkdown } from './docs/errors.ts';
import { writeSchemaPage } from './docs/schema-page.ts';
import { settingsMarkdown } from './docs/settings.ts';

interface Generated {
  /** Path from the top of the repository. */
  readonly file: string;
  readonly make: () => string | Promise<string>;
}

/** Every generated file; a test regenerates and compares them too. */
export const GENERATED: readonly Generated[] = [
  { file: 'src/soap/generated/contract.ts', make: () => contractTypes(contract) },
  { file: 'docs/campaign-objects.md', make: campaignObjectsMarkdown },
  { file: 'docs/errors.md', make: errorsMarkdown },
  { file: 'docs/settings.md', make: settingsMarkdown },
];

/** The files whose content is not what their generator makes now. */
export async function staleFiles(): Promise<string[]> {
  const stale = await Promise.all(GENERATED.map(async ({ file, make }) =>
    await readFile(placeOf(file), 'utf8').catch(() => '') === await make() ? [] : [file]));
  return stale.flat();
}

function placeOf(file: string): URL {
  return new URL(`../${file}`, import.meta.url);
}

if (import.meta.main) {
  if (process.argv.includes('--check')) {
    const stale = await staleFiles();
    for (const file of stale) console.error(`${file} is not current: run "npm run generate"`);
    process.exitCode = stale.length === 0 ? 0 : 1;
  } else {
    for (const { file, make } of GENERATED) await writeFile(placeOf(file), await make());
    await writeSchemaPage(placeOf('docs/schema.md'));
  }
}
