import type { Migration } from './migration.ts';

/** A failed exchange does not use a code up; so the tries are counted, for nobody shall guess what belongs to it. */
export const oauthTries: Migration = {
  name: '0039_oauth_tries',

  up: `
alter table oauth_grant add column tries int not null default 0;
comment on column oauth_grant.tries is 'Of a code: how often its client has tried to change it for a token';
comment on column oauth_grant.used_at is 'When it was changed for a token';
`,

  down: `
alter table oauth_grant drop column tries;
comment on column oauth_grant.used_at is 'When it was used';
`,
};
