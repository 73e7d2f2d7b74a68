import type { Scope } from '../../db/index.ts';
import { failure } from '../../errors.ts';
import { checkAddresses } from '../../notice/index.ts';
import { checkFileName, checkFolder, folderOf, resolveName } from '../files/index.ts';
import type { ImportColumn, ImportFile, ImportWish } from './definition.ts';

/** Checks what needs no look at the store. @throws {TolkError} FIELD_VALUE */
export function checkImport(scope: Scope, wish: ImportWish): void {
  const { name, columns, format, file, notify, target } = wish;
  const { IMPORT_NAME_LENGTH, IMPORT_TARGETS } = scope.limits;
  if (name.trim() === '') throw refused('name', 'must not be empty', name);
  if ([...name].length > IMPORT_NAME_LENGTH) throw refused('name', `is longer than ${IMPORT_NAME_LENGTH} characters`, name);
  if (/^\d+$/.test(name)) throw refused('name', 'is digits alone, which are taken for the number of an import', name);
  const parents = target.kind === 'rows' ? target.parent : [];
  for (const [member, list] of [['columns', columns], ['target.parent', parents]] as const) {
    if (list.length > IMPORT_TARGETS) throw refused(member, `are more than ${IMPORT_TARGETS}`, String(list.length));
    checkCleanUps(scope, member, list);
  }
  checkAddresses(scope, notify?.to ?? []);
  for (const text of textsOf(wish)) {
    if (/\p{Cs}|\0/u.test(text)) throw refused('import', 'has a character that cannot be kept', JSON.stringify(text));
  }
  if (format.kind === 'fixed' && format.widths === undefined) throw refused('format.widths', 'are missing', 'fixed');
  checkFile(file, scope.brand.timeZone);
}

type Cleaned = Pick<ImportColumn, 'cleanUps'>;

function checkCleanUps({ limits }: Scope, member: string, list: readonly Cleaned[]): void {
  const { IMPORT_CLEAN_UPS, IMPORT_MAPPED_VALUES } = limits;
  let values = 0;
  for (const [place, { cleanUps }] of list.entries()) {
    const field = `${member}.${place}.cleanUps`;
    if (cleanUps.length > IMPORT_CLEAN_UPS) throw refused(field, `are more than ${IMPORT_CLEAN_UPS}`, String(cleanUps.length));
    for (const one of cleanUps) if (typeof one === 'object' && 'map' in one) values += Object.keys(one.map).length;
    if (values > IMPORT_MAPPED_VALUES) throw refused(field, `map more than ${IMPORT_MAPPED_VALUES} values`, String(values));
  }
}

/** What is done with must not be picked again, so it goes elsewhere. */
function checkFile({ name, archive, failed, errors }: ImportFile, zone: string): void {
  const folder = folderOf(checkFileName(resolveName(name, new Date(), zone)));
  if (/[*?]/.test(folder)) throw refused('file.name', 'has * or ? in a folder', name);
  for (const [member, given] of Object.entries({ archive, failed, errors })) {
    if (given === undefined) continue;
    checkFolder(given);
    if (/[{}]/.test(given)) throw refused(`file.${member}`, 'is a folder, which has no date variables', given);
    if (given === folder && member !== 'errors') throw refused(`file.${member}`, 'is the folder where files are picked up', given);
  }
}

function textsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, member]) => [name, ...textsOf(member)]);
}

function refused(field: string, why: string, value: string) {
  return failure('FIELD_VALUE', { field, why, value });
}
