import { listOptions, type CustomerPlan } from '../../customer/index.ts';
import { loadModel, type RowPlan } from '../../datamodel/index.ts';
import type { Scope } from '../../db/index.ts';
import { failure } from '../../errors.ts';
import { matchColumns, plainName } from '../read/index.ts';
import { cleaned, type Clean } from './clean-ups/index.ts';
import type { CustomersTarget, ImportColumn, ImportWish, RowsTarget } from './definition.ts';
import { columnsMissing, FileColumns } from './file-columns.ts';

/** What becomes of the records of a file. */
export type ImportMapping = CustomersMapping | RowsMapping;

interface Mapping {
  /**
   * What a record fills, in the order of the plan's fields and then options, or of its parents and then columns.
   * @param cells one per column of the file
   * @throws {TolkError} COLUMN_VALUE for a cell that a clean-up cannot take: the record is bad
   */
  readonly values: (cells: readonly string[]) => readonly string[];
}

interface CustomersMapping extends Mapping {
  readonly kind: 'customers';
  readonly plan: CustomerPlan;
}

interface RowsMapping extends Mapping {
  readonly kind: 'rows';
  readonly plan: RowPlan;
}

/** What the records of a file are staged for, as the import was when they were read. */
export type StageTarget = Pick<CustomersMapping, 'kind' | 'plan'> | Pick<RowsMapping, 'kind' | 'plan'>;

/** Where a value comes from. */
type Source = { readonly place: number; readonly clean: Clean | undefined } | { readonly value: string };

/** A target with its source. */
interface Filling {
  readonly name: string;
  readonly source: Source;
}

/**
 * Fits an import to the columns of a file, and says what each record fills.
 * @param columns of the file, as its header has them; without a header `1`, `2` and so on
 * @throws {TolkError} IMPORT_COLUMNS_MISSING, FIELD_VALUE (a name that several columns have), TABLE_NOT_FOUND
 */
export async function mappingOf(
  scope: Scope, definition: Pick<ImportWish, 'target' | 'columns'>, columns: readonly string[],
): Promise<ImportMapping> {
  const { target, columns: asked } = definition;
  return target.kind === 'customers'
    ? customersMapping(scope, target, asked, columns) : rowsMapping(scope, target, asked, columns);
}

async function customersMapping(
  scope: Scope, target: CustomersTarget, asked: readonly ImportColumn[], columns: readonly string[],
): Promise<CustomersMapping> {
  const { unique, mode, emptyCells, optIn, smsOptIn, trackOptIn } = target;
  const { fields, options } = asked.length > 0 ? named(asked, columns) : await matched(scope, target, columns);
  requireAll(unique.fields, fields, columns);
  requireAll(unique.options, options, columns);
  const fresh: NonNullable<CustomerPlan['fresh']> = {
    ...optIn && { optIn }, ...smsOptIn && { smsOptIn }, ...trackOptIn && { trackOptIn },
  };
  return {
    kind: 'customers',
    plan: { fields: namesOf(fields), options: namesOf(options), unique, mode, emptyCells, fresh },
    values: valuesOf([...fields, ...options]),
  };
}

async function rowsMapping(
  scope: Scope, target: RowsTarget, asked: readonly ImportColumn[], columns: readonly string[],
): Promise<RowsMapping> {
  const { table: name, parent, unique, mode, emptyCells } = target;
  const ofFile = new FileColumns(columns);
  const parents = parent.map((one) => filling(one.by, one, ofFile));
  ofFile.check();
  const table = (await loadModel(scope)).tableByName.get(name);
  if (table === undefined) throw failure('TABLE_NOT_FOUND', { table: name });
  const filled = asked.length > 0
    ? named(asked, columns).rowColumns : byName(table.columns.map((column) => column.name), columns);
  requireAll(unique, filled, columns);
  return {
    kind: 'rows',
    plan: {
      table: name, parent: parent.map(({ of, by }) => ({ of, by })), columns: namesOf(filled), unique, mode, emptyCells,
    },
    values: valuesOf([...parents, ...filled]),
  };
}

interface Fillings {
  readonly fields: readonly Filling[];
  readonly options: readonly Filling[];
  readonly rowColumns: readonly Filling[];
}

/** As the definition says it. */
function named(asked: readonly ImportColumn[], columns: readonly string[]): Fillings {
  const ofFile = new FileColumns(columns);
  const of = (member: 'field' | 'option' | 'rowColumn') =>
    asked.flatMap((one) => (one[member] === undefined ? [] : [filling(one[member], one, ofFile)]));
  const found = { fields: of('field'), options: of('option'), rowColumns: of('rowColumn') };
  ofFile.check();
  return found;
}

type Given = Pick<ImportColumn, 'column' | 'value' | 'cleanUps'>;

function filling(name: string, { column = '', value, cleanUps }: Given, ofFile: FileColumns): Filling {
  if (value !== undefined) return { name, source: { value } };
  return { name, source: { place: ofFile.place(column), clean: cleaned(cleanUps, column) } };
}

/** As the names of the columns let think. The number of a customer is taken from `id` only where it is the key. */
async function matched(
  scope: Scope, { unique }: CustomersTarget, columns: readonly string[],
): Promise<Omit<Fillings, 'rowColumns'>> {
  const options = await listOptions(scope);
  const matches = matchColumns(columns, options.map(({ name }) => name));
  const of = (member: 'field' | 'option') => matches.flatMap(({ [member]: name }, place) =>
    (name === null ? [] : [{ name, source: { place, clean: undefined } }]));
  const id = unique.fields.includes('id') ? byName(['id'], columns) : [];
  return { fields: [...id, ...of('field')], options: of('option') };
}

/** A column of exactly that name, else the first that is called alike; each but once. */
function byName(names: readonly string[], columns: readonly string[]): Filling[] {
  const alike = new Map<string, number>();
  for (const [place, column] of columns.entries()) {
    const plain = plainName(column);
    if (plain !== '' && !names.includes(column) && !alike.has(plain)) alike.set(plain, place);
  }
  return names.flatMap((name) => {
    const exact = columns.indexOf(name);
    const place = exact === -1 ? alike.get(plainName(name)) : exact;
    if (place === undefined) return [];
    alike.delete(plainName(name));
    return [{ name, source: { place, clean: undefined } }];
  });
}

/** What tells records apart must come from the file. */
function requireAll(names: readonly string[], filled: readonly Filling[], columns: readonly string[]): void {
  const missing = names.filter((name) => !filled.some((one) => one.name === name));
  if (missing.length > 0) throw columnsMissing(missing, columns);
}

function namesOf(fillings: readonly Filling[]): string[] {
  return fillings.map(({ name }) => name);
}

/** What needs no clean-up costs one look into the record. */
function valuesOf(fillings: readonly Filling[]): Mapping['values'] {
  const sources = fillings.map(({ source }) => source);
  return (cells) => sources.map((source) => {
    if ('value' in source) return source.value;
    const cell = cells[source.place] ?? '';
    return source.clean === undefined ? cell : source.clean(cell);
  });
}
