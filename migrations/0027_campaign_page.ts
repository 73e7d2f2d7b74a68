import type { Migration } from './migration.ts';

/** Public addresses of objects of campaigns, and the events that set campaigns off (campaigns.md 2.1, 2.5, 2.6). */
export const campaignPage: Migration = {
  name: '0027_campaign_page',

  up: `
alter table campaign_object
  add column address text not null
    default left(encode(sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())), 'hex'), 32),
  add column link_key bytea not null
    default sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()));
comment on column campaign_object.address is 'Its part of public addresses: 128 random bits in hex, the same in all versions';
comment on column campaign_object.link_key is 'What the links of its members are signed with: HMAC-SHA-256';
create index campaign_object_by_address on campaign_object (address);
comment on index campaign_object_by_address is 'Serves calls of public addresses, which name no brand; random as they are, no two are the same';

create table campaign_listen (
  brand_id bigint not null,
  event text not null,
  subject text not null,
  campaign_id bigint not null,
  object_id bigint not null,
  constraint campaign_listen_pk primary key (brand_id, event, subject, object_id),
  constraint campaign_listen_of_object foreign key (brand_id, object_id) references campaign_object on delete cascade
);
comment on table campaign_listen is 'Events that set off starts of campaigns that run. Who publishes one holds the row, and a campaign that stops removes it, so that nothing is placed where it was cancelled';
comment on column campaign_listen.brand_id is 'Brand whose campaign it is';
comment on column campaign_listen.event is 'Name of the event: group.entered, customer.changed';
comment on column campaign_listen.subject is 'Which of them: number of the group; inserted, updated';
comment on column campaign_listen.campaign_id is 'The campaign';
comment on column campaign_listen.object_id is 'Its start';
create index campaign_listen_by_object on campaign_listen (brand_id, campaign_id, object_id);
comment on index campaign_listen_by_object is 'Serves the stop of a campaign';
`,

  down: `
drop table campaign_listen;
alter table campaign_object drop column link_key, drop column address;
`,
};
