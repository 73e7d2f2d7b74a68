import type { Migration } from './migration.ts';

/** Imports into the data model: records on their way to rows, and how rows above are found (imports-exports.md 3). */
export const datamodelStage: Migration = {
  name: '0014_dm_stage',

  up: `
create table dm_stage (
  brand_id bigint not null,
  stage_id bigint not null,
  place bigint not null,
  line bigint not null,
  cells text[] not null,
  parents text[] not null,
  given text[] not null,
  key bytea,
  constraint dm_stage_pk primary key (brand_id, stage_id, place)
);
alter table dm_stage alter column cells set storage external, alter column given set storage external;
comment on table dm_stage is 'Records of files that are to become rows of the data model; each goes when it has become one. Large values are not compressed, so that their size is known before they are read';
comment on column dm_stage.brand_id is 'Brand whose rows they become';
comment on column dm_stage.stage_id is 'Run that they belong to';
comment on column dm_stage.place is 'Order in which they become rows';
comment on column dm_stage.line is 'Line of the file';
comment on column dm_stage.cells is 'The record as it is in the file, for those that are refused';
comment on column dm_stage.parents is 'Values by which the rows above are found, in the order of the plan';
comment on column dm_stage.given is 'Values of the columns in the order of the plan; null: not given, empty: to be taken away';
comment on column dm_stage.key is 'Digest of what tells rows apart: the parents, but for an e-mail address, and the values of the unique columns; null: every record is a new row';

create index dm_key_by_value on dm_key (substr(value_hash, 1, 8), table_id, column_id);
comment on index dm_key_by_value is 'Serves imports that name a parent row by its value alone, below whatever row it is (parents-query.ts). It begins with what no other statement asks for, so that none of those that ask below one row goes by a part of it';
`,

  down: `
drop index dm_key_by_value;
drop table dm_stage;
`,
};
