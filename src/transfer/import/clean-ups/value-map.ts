import { failure } from '../../../errors.ts';

/**
 * Other values for values; letter case counts. An empty cell stays empty unless the map has a value for it.
 * @param otherwise what becomes of texts that the map has not
 */
export function valueMap(
  map: Readonly<Record<string, string>>, otherwise: 'keep' | 'empty' | 'bad', column: string,
): (cell: string) => string {
  const values = new Map(Object.entries(map));
  return (cell) => {
    const value = values.get(cell);
    if (value !== undefined) return value;
    if (otherwise === 'keep' || cell === '') return cell;
    if (otherwise === 'empty') return '';
    throw failure('COLUMN_VALUE', { column, why: 'is not one of the values that are mapped', value: cell });
  };
}
