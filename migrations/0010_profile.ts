import type { Migration } from './migration.ts';

/** Saved conditions: which customers people mean when they say "the bikers". */
export const profile: Migration = {
  name: '0010_profile',

  up: `
create table profile (
  brand_id bigint not null constraint profile_of_brand references brand,
  id bigint generated always as identity,
  name text not null constraint profile_named check (name <> '' and name !~ '^[0-9]+$'),
  condition json not null,
  created_by text not null,
  created_at timestamptz not null default now(),
  modified_by text not null,
  modified_at timestamptz not null default now(),
  constraint profile_pk primary key (brand_id, id)
);
comment on table profile is 'Saved conditions on customers (segments); looked at anew at each use, no customers are kept';
comment on column profile.brand_id is 'Brand whose profile it is';
comment on column profile.id is 'Number of the profile';
comment on column profile.name is 'What people and commands call it; not digits alone, which are taken for the number';
comment on column profile.condition is 'The condition as it was written';
comment on column profile.created_by is 'Who made it';
comment on column profile.created_at is 'When it was made';
comment on column profile.modified_by is 'Who last changed it';
comment on column profile.modified_at is 'When it last changed';
create unique index profile_by_name on profile (brand_id, name);
comment on index profile_by_name is 'Serves the look-up by name, and keeps names unique within a brand';

create function profile_names_hold(brand bigint, known uuid, groups bigint[]) returns boolean
  language plpgsql stable parallel safe as $$
begin
  if known is not null and not exists (select from dm_model m where m.brand_id = brand and m.revision = known)
    or exists (
      select from unnest(groups) as wanted
      where not exists (
        select from customer_group g where g.brand_id = brand and g.id = wanted and g.deleted_at is null)
    )
  then
    raise exception 'The data model or a group has changed since the condition was read; read it again'
      using errcode = 'TK001';
  end if;
  return true;
end
$$;
comment on function profile_names_hold is 'True when the data model has still that revision and the groups are still there; else an error (TK001), so that a query made from a condition never selects others than were meant';
`,

  down: `
drop function profile_names_hold;
drop table profile;
`,
};
