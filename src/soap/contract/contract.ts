import { readFileSync } from 'node:fs';
import { readContract } from './model.ts';
import type { Contract } from './shapes.ts';

/** The text of wsdl/clang-1.24.wsdl, the one place where operations and types are declared. */
export const WSDL_SOURCE: string =
  readFileSync(new URL('../../../wsdl/clang-1.24.wsdl', import.meta.url), 'utf8');

/** The contract in its newest version. Read once, when the process starts. */
export const contract: Contract = await readContract(WSDL_SOURCE, '1.24');
