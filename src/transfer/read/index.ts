/** Files of records of any dialect: what they are, and their records one by one, bad ones told. */
export {
  CHARSETS, FILE_KINDS, isBad, type BadRecord, type Charset, type FileFormat, type FileRecord, type FormatWish,
  type GoodRecord,
} from './format.ts';
export { formatType, formatWishType, readFormatWish } from './format-wish.ts';
export { cut, lookAt, lookWithRecords, type FileLook } from './look.ts';
export { matchColumns, plainName, type ColumnMatch } from './match-columns.ts';
export { openRecords, type OpenedRecords } from './open-records.ts';
