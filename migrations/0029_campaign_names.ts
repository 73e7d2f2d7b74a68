import type { Migration } from './migration.ts';

const GROUPS = `exists (
      select from unnest(groups) as wanted
      where not exists (
        select from customer_group g where g.brand_id = brand and g.id = wanted and g.deleted_at is null)
    )`;
const CAMPAIGNS = `exists (
      select from unnest(campaigns) as wanted
      where not exists (
        select from campaign c where c.brand_id = brand and c.id = wanted and c.deleted_at is null)
    )`;
const MODEL = `known is not null and not exists (select from dm_model m where m.brand_id = brand and m.revision = known)`;

/** Conditions that name campaigns: profile_names_hold looks at these too. Who gives none has none. */
export const campaignNames: Migration = {
  name: '0029_campaign_names',

  up: `
drop function profile_names_hold;
create function profile_names_hold(brand bigint, known uuid, groups bigint[], campaigns bigint[] default '{}') returns boolean
  language plpgsql stable parallel safe as $$
begin
  if ${MODEL}
    or ${GROUPS}
    or ${CAMPAIGNS}
  then
    raise exception 'The data model, a group or a campaign has changed since the condition was read; read it again'
      using errcode = 'TK001';
  end if;
  return true;
end
$$;
comment on function profile_names_hold is 'True when the data model has still that revision and the groups and campaigns are still there; else an error (TK001), so that a query made from a condition never selects others than were meant';
`,

  down: `
drop function profile_names_hold;
create function profile_names_hold(brand bigint, known uuid, groups bigint[]) returns boolean
  language plpgsql stable parallel safe as $$
begin
  if ${MODEL}
    or ${GROUPS}
  then
    raise exception 'The data model or a group has changed since the condition was read; read it again'
      using errcode = 'TK001';
  end if;
  return true;
end
$$;
comment on function profile_names_hold is 'True when the data model has still that revision and the groups are still there; else an error (TK001), so that a query made from a condition never selects others than were meant';
`,
};
