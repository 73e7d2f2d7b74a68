import type { Row, RowValue } from '../../../datamodel/index.ts';
import { perTable } from './members.ts';

/** A row as a JSON object: its own columns in order, null where there is no value, then what the server adds. */
export const jsonRow = perTable(({ columns }) => {
  const prefixes = columns.map(({ name }, i) => `${i === 0 ? '{' : ','}${JSON.stringify(name)}:`);
  const idPrefix = `${columns.length === 0 ? '{' : ','}"clang_id":"`;
  return ({ values, id, createdAt, createdBy, modifiedAt, modifiedBy }: Row): string => {
    let text = '';
    for (let i = 0; i < prefixes.length; i++) text += prefixes[i] + jsonValue(values[i] ?? null);
    return `${text}${idPrefix}${id}","clang_createdat":"${createdAt}","clang_createdby":${JSON.stringify(createdBy)
    },"clang_modifiedat":"${modifiedAt}","clang_modifiedby":${JSON.stringify(modifiedBy)}}`;
  };
});

function jsonValue(value: RowValue): string {
  if (typeof value === 'string') return JSON.stringify(value);
  return value !== null && typeof value === 'object' ? value.rawJSON : String(value);
}
