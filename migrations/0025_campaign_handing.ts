import type { Migration } from './migration.ts';

/** What campaigns hand over to other systems (campaigns.md 3). */
export const campaignHanding: Migration = {
  name: '0025_campaign_handing',

  up: `
create table campaign_handing (
  brand_id bigint not null,
  id bigint generated always as identity,
  campaign_id bigint not null,
  object_id bigint not null,
  key uuid not null default gen_random_uuid(),
  payload json not null,
  place_ids bigint[] not null,
  customer_ids bigint[] not null,
  time_limit integer not null,
  state text not null default 'waiting' constraint campaign_handing_state check (state in ('waiting', 'handing')),
  attempt integer not null default 0,
  failures integer not null default 0,
  error text,
  next_at timestamptz not null default now(),
  made_at timestamptz not null default now(),
  constraint campaign_handing_pk primary key (brand_id, id),
  constraint campaign_handing_of_campaign foreign key (brand_id, campaign_id) references campaign
);
comment on table campaign_handing is 'Parcels: what objects of campaigns hand over to others, each for some members. A row goes when it is known what became of it';
comment on column campaign_handing.brand_id is 'Brand whose campaign it is';
comment on column campaign_handing.id is 'Number of the parcel';
comment on column campaign_handing.campaign_id is 'The campaign';
comment on column campaign_handing.object_id is 'Object that hands it over';
comment on column campaign_handing.key is 'Sent with it, the same at each repeat: Idempotency-Key';
comment on column campaign_handing.payload is 'What is handed over; its text is kept as it is';
comment on column campaign_handing.place_ids is 'Places that wait for it';
comment on column campaign_handing.customer_ids is 'Their customers, place by place';
comment on column campaign_handing.time_limit is 'Milliseconds that handing it over takes at most';
comment on column campaign_handing.state is 'waiting; handing: committed before it leaves, so it may have arrived';
comment on column campaign_handing.attempt is 'Number of the last attempt; earlier ones can carry nothing out';
comment on column campaign_handing.failures is 'Attempts that failed';
comment on column campaign_handing.error is 'Why the last one failed';
comment on column campaign_handing.next_at is 'When it is taken next: of one that is being handed over, when its process counts as lost';
comment on column campaign_handing.made_at is 'When it was made';
create index campaign_handing_next on campaign_handing (brand_id, next_at);
comment on index campaign_handing_next is 'Serves the taking of the next parcel, and when it is due';
create index campaign_handing_by_campaign on campaign_handing (brand_id, campaign_id);
comment on index campaign_handing_by_campaign is 'Serves the stop of a campaign, and the foreign key';
`,

  down: `
drop table campaign_handing;
`,
};
