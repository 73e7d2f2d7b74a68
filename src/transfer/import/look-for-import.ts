import type { Scope } from '../../db/index.ts';
import { TolkError } from '../../errors.ts';
import { cut, lookWithRecords, type FileLook, type FormatWish, type GoodRecord } from '../read/index.ts';
import type { ImportWish } from './definition.ts';
import type { ImportStage } from './import-stage.ts';
import { mappingOf, type ImportMapping } from './mapping.ts';
import { openStage } from './open-stage.ts';

/** A look at a file through an import. */
export interface ImportLook extends FileLook {
  /** What is filled: `emailAddress`, `option Club card`; of rows `parent order.number`, `sku`. */
  readonly targets: readonly string[];
  /** The first good records as they fill them. */
  readonly mapped: readonly MappedRecord[];
}

interface MappedRecord {
  readonly line: number;
  /** One per target, cut when it is long; null when the record is bad. */
  readonly values: readonly string[] | null;
  readonly why: string | null;
}

/**
 * Looks at a file as an import would read it: its format, what its columns fill, the first records after their
 * clean-ups, as the room of customers or rows takes them. What would become of them, a dry run tells.
 * @param wish corrects the format that the import has
 * @throws {TolkError} FILE_UNREADABLE, and as mappingOf and the room; what the source throws
 */
export async function lookForImport(
  scope: Scope, definition: Pick<ImportWish, 'target' | 'columns' | 'format'>, source: AsyncIterable<Uint8Array>,
  wish: FormatWish = {},
): Promise<ImportLook> {
  const given = Object.fromEntries(Object.entries(wish).filter(([, value]) => value !== undefined));
  const { look, first } = await lookWithRecords(scope, source, { ...definition.format, ...given });
  const mapping = await mappingOf(scope, definition, look.columns.map(({ name }) => name));
  const stage = await openStage(scope, NO_RUN, mapping);
  const mapped: MappedRecord[] = [];
  for (const record of first) mapped.push(await mappedRecord(mapping, stage, record));
  return { ...look, targets: targetsOf(mapping), mapped };
}

/** What is only checked is on the stage of nobody. */
const NO_RUN = '0';

async function mappedRecord(
  mapping: ImportMapping, stage: ImportStage, { line, cells }: GoodRecord,
): Promise<MappedRecord> {
  try {
    const values = mapping.values(cells);
    await stage.check({ place: line, line, values, cells });
    return { line, values: values.map(cut), why: null };
  } catch (error) {
    if (!(error instanceof TolkError)) throw error;
    return { line, values: null, why: error.message };
  }
}

function targetsOf({ kind, plan }: ImportMapping): string[] {
  if (kind === 'customers') return [...plan.fields, ...plan.options.map((name) => `option ${name}`)];
  return [...plan.parent.map(({ of, by }) => `parent ${of}.${by}`), ...plan.columns];
}
