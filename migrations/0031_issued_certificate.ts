import type { Migration } from './migration.ts';

/** Certificates that are made here, for calls of ours (webhook.md 2.2). */
export const issuedCertificate: Migration = {
  name: '0031_issued_certificate',

  up: `
alter table certificate
  alter column user_id drop not null,
  add column sealed_key bytea,
  add constraint certificate_key_is_ours check (sealed_key is null or user_id is null);
comment on table certificate is 'Certificates of callers, whoever shows to have the key of one is its user; and those that our own calls show';
comment on column certificate.user_id is 'The author of what comes in by it; while that user is inactive or gone, it is refused. Null: issued here, nothing comes in by it. No foreign key: users are of no brand';
comment on column certificate.pem is 'The certificate, without its key';
comment on column certificate.created_by is 'Who uploaded or issued it';
comment on column certificate.created_at is 'When it was uploaded or issued';
comment on column certificate.sealed_key is 'Private key of an issued one, sealed by the vault (purpose certificate); set in the transaction that makes the row, gone when it is revoked';
`,

  down: `
delete from certificate where user_id is null;
alter table certificate
  drop constraint certificate_key_is_ours,
  drop column sealed_key,
  alter column user_id set not null;
comment on table certificate is 'Certificates of callers; whoever shows to have the key of one is its user';
comment on column certificate.user_id is 'The author of what comes in by it; while that user is inactive or gone, it is refused. No foreign key: users are of no brand';
comment on column certificate.pem is 'The certificate, without its key, which never comes here';
comment on column certificate.created_by is 'Who uploaded it';
comment on column certificate.created_at is 'When it was uploaded';
`,
};
