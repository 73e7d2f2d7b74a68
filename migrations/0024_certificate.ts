import type { Migration } from './migration.ts';

/** Certificates by which callers of webhooks show who they are (webhook.md 2.2). */
export const certificate: Migration = {
  name: '0024_certificate',

  up: `
create table certificate (
  brand_id bigint not null constraint certificate_of_brand references brand,
  id bigint generated always as identity,
  name text not null constraint certificate_named check (name <> '' and name !~ '^[0-9]+$'),
  pem text not null,
  subject text not null,
  fingerprint bytea not null constraint certificate_fingerprint_sha256 check (octet_length(fingerprint) = 32),
  valid_from timestamptz not null,
  valid_to timestamptz not null,
  user_id bigint not null,
  created_by text not null,
  created_at timestamptz not null default now(),
  warned_at timestamptz,
  revoked_at timestamptz,
  constraint certificate_pk primary key (brand_id, id)
);
comment on table certificate is 'Certificates of callers; whoever shows to have the key of one is its user';
comment on column certificate.brand_id is 'The only brand whose webhooks it opens';
comment on column certificate.id is 'Number of the certificate';
comment on column certificate.name is 'What people call it; not digits alone; letter case does not tell two apart';
comment on column certificate.pem is 'The certificate, without its key, which never comes here';
comment on column certificate.subject is 'Whom it names';
comment on column certificate.fingerprint is 'SHA-256 of the certificate in bytes (DER)';
comment on column certificate.valid_from is 'Refused before this time, as the certificate says';
comment on column certificate.valid_to is 'Refused after this time, as the certificate says';
comment on column certificate.user_id is 'The author of what comes in by it; while that user is inactive or gone, it is refused. No foreign key: users are of no brand';
comment on column certificate.created_by is 'Who uploaded it';
comment on column certificate.created_at is 'When it was uploaded';
comment on column certificate.warned_at is 'When it was told that it expires soon';
comment on column certificate.revoked_at is 'Since when it is refused, for good';
create unique index certificate_by_name on certificate (brand_id, lower(name)) where revoked_at is null;
comment on index certificate_by_name is 'One certificate per name and brand; serves the look-up by name';
create unique index certificate_by_fingerprint on certificate (brand_id, fingerprint) where revoked_at is null;
comment on index certificate_by_fingerprint is 'Serves every call by certificate; the same one has one user';

alter table webhook add column takes_certificates boolean not null default false;
comment on column webhook.takes_certificates is 'Whether calls without a token may show a certificate of the brand';
`,

  down: `
alter table webhook drop column takes_certificates;
drop table certificate;
`,
};
