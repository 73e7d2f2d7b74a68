import { CUSTOMER_TABLE } from '../model/model.ts';
import { shownId, type Parent } from './place.ts';

/** The path of a row as addresses have it, from the top down: `customer/clang_42/stay/clang_00000000000a1`. */
export function addressOf(chain: readonly Parent[]): string {
  return chain.map(({ table, id }) =>
    `${encodeURIComponent(table.name)}/${table === CUSTOMER_TABLE ? `clang_${id}` : shownId(id)}`).join('/');
}
