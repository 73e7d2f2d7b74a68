import { rows, statement, type Scope } from '../../db/index.ts';
import { pickFiles, resolveName } from '../files/index.ts';
import { withLocation } from './use-location.ts';

/** A file as people see it. */
export interface ListedFile {
  /** With its folder below the start folder. */
  readonly name: string;
  readonly size: number;
  /** In the zone of the brand. */
  readonly modifiedAt: string;
}

const NOW = statement('select now()');

/**
 * The files of a location that a pattern stands for now, oldest first.
 * @param called number or name of the location
 * @param pattern `*` and `?`, date variables, and a folder before them: `in/orders_{Y}{m}{d}*.csv`
 * @throws {TolkError} FIELD_VALUE (pattern), and as openLocation and FileStore.list
 */
export async function listLocationFiles(scope: Scope, called: string, pattern: string): Promise<ListedFile[]> {
  const { sql, brand: { timeZone: zone } } = scope;
  const [[at] = [new Date()]] = await rows<[Date]>(sql, NOW, []);
  const found = await withLocation(scope, called, (store) => pickFiles(store, pattern, { at, zone }));
  return found.map(({ name, size, modifiedAt }) =>
    ({ name, size, modifiedAt: resolveName('{Y}-{m}-{d} {H}:{i}:{s}', modifiedAt, zone) }));
}
