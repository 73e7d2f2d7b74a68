import type { Migration } from './migration.ts';

/** Which customers the runs of imports made and met (imports-exports.md 2, result sets and later selection). */
export const importOutcome: Migration = {
  name: '0012_import_outcome',

  up: `
create table import_outcome (
  brand_id bigint not null,
  run_id bigint not null,
  place bigint not null,
  import_id bigint not null,
  inserted_ids bigint[] not null,
  updated_ids bigint[] not null,
  unchanged_ids bigint[] not null,
  constraint import_outcome_pk primary key (brand_id, run_id, place),
  constraint import_outcome_of_run foreign key (brand_id, run_id) references run on delete cascade
);
comment on table import_outcome is 'Customers of the runs of imports, a row for each step that merged some; they may be deleted by now. Goes with the run';
comment on column import_outcome.brand_id is 'Brand whose import it is';
comment on column import_outcome.run_id is 'Run that merged them';
comment on column import_outcome.place is 'Place in the file of the last row of the step; 0 for the step that found nothing (more) to merge';
comment on column import_outcome.import_id is 'Number of the import; stays when that is gone';
comment on column import_outcome.inserted_ids is 'Customers that the step made';
comment on column import_outcome.updated_ids is 'Customers that it found and changed';
comment on column import_outcome.unchanged_ids is 'Customers that it found as the file has them';
create index import_outcome_by_import on import_outcome (brand_id, import_id, run_id);
comment on index import_outcome_by_import is 'Serves the customers of an import: of any of its runs, and which of them was the last';
`,

  down: 'drop table import_outcome;',
};
