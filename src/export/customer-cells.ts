import { CUSTOMER_FIELDS, type CustomerField, type OptionDefinition } from '../customer/index.ts';
import type { Brand } from '../db/index.ts';
import { campaignFieldSql } from '../membership/index.ts';
import { failure } from '../errors.ts';
import { formatted, formattedText, noFormat, type Cell } from './cell.ts';
import type { ExportColumn } from './definition.ts';
import { literal } from './literal.ts';

type FieldColumn = Extract<ExportColumn, { field: string }>;
type OptionColumn = Extract<ExportColumn, { option: string }>;
type CampaignColumn = Extract<ExportColumn, { campaignField: string }>;

const BY_NAME: ReadonlyMap<string, CustomerField> = new Map(
  CUSTOMER_FIELDS.filter(({ kind }) => kind !== 'password').map((field) => [field.name, field]));

/** All fields but the password, of which nothing is told. */
export const FIELD_NAMES: readonly string[] = [...BY_NAME.keys()];

/**
 * A field of table customer `c`.
 * @param place of the column, for errors
 * @throws {TolkError} FIELD_VALUE
 */
export function fieldCell(column: FieldColumn, place: string, { timeZone }: Brand): Cell {
  const { field: name, title = name, format } = column;
  const field = BY_NAME.get(name);
  if (field === undefined) {
    throw failure('FIELD_VALUE', { field: `${place}.field`, why: 'is no field of customers', value: name });
  }
  const { kind } = field;
  const value = `c.${field.column}`;
  if (kind === 'date') {
    return { title, isFree: false, sql: `coalesce(${formatted(value, 'YYYY-MM-DD', format, place)}, '')` };
  }
  if (kind === 'time') {
    const moment = `${value} at time zone ${literal(timeZone)}`;
    return { title, isFree: false, sql: formatted(moment, 'YYYY-MM-DD HH24:MI:SS', format, place) };
  }
  if (format !== undefined) throw noFormat(format, place);
  return { title, isFree: kind === 'text', sql: value };
}

/**
 * An option of table customer `c`.
 * @throws {TolkError} OPTION_UNKNOWN, FIELD_VALUE (format)
 */
export function optionCell(
  { option: name, title = name, format }: OptionColumn, place: string, options: ReadonlyMap<string, OptionDefinition>,
): Cell {
  const definition = options.get(name);
  if (definition === undefined) throw failure('OPTION_UNKNOWN', { name });
  const value = `coalesce(c.options ->> ${literal(name)}, '')`;
  return { title, isFree: true, sql: formattedText(value, definition.type, format, place) };
}

/**
 * A campaign field of table customer `c`: empty where the campaign has no such field, or gave the customer no value.
 * @param names undefined `campaignId`: nobody brings customers yet
 */
export function campaignCell(
  { campaignField: name, title = name }: CampaignColumn,
  { brand, campaignId }: { readonly brand: Brand; readonly campaignId: string | undefined },
): Cell {
  if (campaignId === undefined) return { title, isFree: false, sql: `''` };
  const whose = { brand: literal(brand.id), campaign: literal(campaignId), customer: 'c.id' };
  return { title, isFree: true, sql: campaignFieldSql(whose, literal(name)) };
}
