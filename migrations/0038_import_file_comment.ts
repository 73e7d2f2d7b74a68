import type { Migration } from './migration.ts';

/** The comment of a column named a file that has moved since; it can do without. */
export const importFileComment: Migration = {
  name: '0038_import_file_comment',

  up: `
comment on column import_file.target is 'What its records are staged for, as the import was then; null: nothing is staged';
`,

  down: `
comment on column import_file.target is 'What its records are staged for, as the import was then (src/transfer/import/import-file.ts); null: nothing is staged';
`,
};
