import type { Migration } from './migration.ts';

/** Access tokens end with the consent that they follow from, when a code or refresh token of it is used twice. */
export const oauthFamily: Migration = {
  name: '0037_oauth_family',

  up: `
alter table token add column oauth_family uuid;
comment on column token.oauth_family is 'Of one that an OAuth client got for a code or refresh token: what it follows from (oauth_grant.family)';
comment on column oauth_grant.family is 'One for a code and all tokens that follow from it: they end together when one is used twice';
`,

  down: `
alter table token drop column oauth_family;
comment on column oauth_grant.family is 'One for a code and all refresh tokens that follow from it: they end together when one is used twice';
`,
};
