/*
 * Says how two contracts differ; the exit code is 1 when they do.
 *
 *   node scripts/contract/compare.ts OLD.wsdl NEW.wsdl
 *   node scripts/contract/compare.ts operations.tsv types.tsv NEW.wsdl     (tables know wrappers and types only)
 */
import { readFile } from 'node:fs/promises';
import { factsOfTables, factsOfWsdl, type Facts } from './wsdl-facts.ts';

/** One line per fact that the two do not share: what it is about, the left side, the right side. */
export function differences(left: Facts, right: Facts): string[] {
  return [...new Set([...left.keys(), ...right.keys()])]
    .filter((key) => left.get(key) !== right.get(key))
    .map((key) => `${key}: ${left.get(key) ?? 'absent'} -> ${right.get(key) ?? 'absent'}`);
}

/** The facts of which tables can tell: operations, their wrappers and the types. */
export function factsThatTablesTell(facts: Facts): Facts {
  return new Map([...facts].filter(([key]) => /^(element|type|operation) /.test(key)));
}

async function compareFiles(files: readonly string[]): Promise<string[]> {
  const texts = await Promise.all(files.map((file) => readFile(file, 'utf8')));
  const [first = '', second = '', third] = texts;
  return third === undefined
    ? differences(factsOfWsdl(first), factsOfWsdl(second))
    : differences(factsOfTables(first, second), factsThatTablesTell(factsOfWsdl(third)));
}

if (import.meta.main) {
  const files = process.argv.slice(2);
  if (files.length !== 2 && files.length !== 3) {
    console.error('usage: compare.ts OLD.wsdl NEW.wsdl | operations.tsv types.tsv NEW.wsdl');
    process.exitCode = 2;
  } else {
    const found = await compareFiles(files);
    for (const line of found) console.log(line);
    process.exitCode = found.length === 0 ? 0 : 1;
  }
}
