import type { Migration } from './migration.ts';

/** Where imports keep records of customers between file and merge (imports-exports.md 5). */
export const customerStage: Migration = {
  name: '0018_customer_stage',

  up: `
create table customer_stage (
  brand_id bigint not null,
  stage_id bigint not null,
  place integer not null,
  key uuid,
  form smallint,
  customer_id bigint,
  sms_opt_in text,
  opt_in text,
  title text,
  lastname text,
  firstname text,
  middlename text,
  prefix text,
  suffix text,
  initials text,
  gender text,
  marital_status text,
  birthday text,
  birthplace text,
  address text,
  address2 text,
  address3 text,
  address_number text,
  address_number_suffix text,
  zip_code text,
  po_box text,
  city text,
  state text,
  country text,
  company_name text,
  department text,
  alternate_address text,
  alternate_address2 text,
  alternate_address3 text,
  alternate_address_number text,
  alternate_address_number_suffix text,
  alternate_zip_code text,
  alternate_city text,
  alternate_state text,
  alternate_country text,
  contact_man text,
  job_title text,
  work_phone text,
  work_extension text,
  work_mobile text,
  home_phone text,
  mobile_phone text,
  fax_number text,
  email_address text,
  alternate_email_address text,
  email_type text,
  website text,
  image_url text,
  status text,
  external_id text,
  user_name text,
  password_hash text,
  track_opt_in text,
  options jsonb,
  cleared text[],
  constraint customer_stage_pk primary key (brand_id, stage_id, place)
) with (autovacuum_vacuum_insert_threshold = -1, autovacuum_analyze_threshold = 2147483647);
comment on table customer_stage is 'Checked records of files on their way into table customer; each goes in the transaction that merges it. Never analyzed: statements find its rows by the primary key whatever is known of it';
comment on column customer_stage.brand_id is 'Brand whose customers they become';
comment on column customer_stage.stage_id is 'Run of the import; without a foreign key, which would be looked up for each record';
comment on column customer_stage.place is 'Order of the records in the file';
comment on column customer_stage.key is 'Hash of what tells customers apart but for the e-mail address, which is compared as it stands; null: nothing of it is given, so that it is a new customer';
comment on column customer_stage.form is 'Which parts of the key are empty, one bit each; null as key';
comment on column customer_stage.customer_id is 'Id given, where it tells customers apart';
comment on column customer_stage.sms_opt_in is 'Field smsOptIn as it is to be stored; null: not given';
comment on column customer_stage.opt_in is 'Field optIn as it is to be stored; null: not given';
comment on column customer_stage.title is 'Field title as it is to be stored; null: not given';
comment on column customer_stage.lastname is 'Field lastname as it is to be stored; null: not given';
comment on column customer_stage.firstname is 'Field firstname as it is to be stored; null: not given';
comment on column customer_stage.middlename is 'Field middlename as it is to be stored; null: not given';
comment on column customer_stage.prefix is 'Field prefix as it is to be stored; null: not given';
comment on column customer_stage.suffix is 'Field suffix as it is to be stored; null: not given';
comment on column customer_stage.initials is 'Field initials as it is to be stored; null: not given';
comment on column customer_stage.gender is 'Field gender as it is to be stored; null: not given';
comment on column customer_stage.marital_status is 'Field maritalStatus as it is to be stored; null: not given';
comment on column customer_stage.birthday is 'Field birthday as given, 0000-00-00 takes it away; null: not given';
comment on column customer_stage.birthplace is 'Field birthplace as it is to be stored; null: not given';
comment on column customer_stage.address is 'Field address as it is to be stored; null: not given';
comment on column customer_stage.address2 is 'Field address2 as it is to be stored; null: not given';
comment on column customer_stage.address3 is 'Field address3 as it is to be stored; null: not given';
comment on column customer_stage.address_number is 'Field addressNumber as it is to be stored; null: not given';
comment on column customer_stage.address_number_suffix is 'Field addressNumberSuffix as it is to be stored; null: not given';
comment on column customer_stage.zip_code is 'Field zipCode as it is to be stored; null: not given';
comment on column customer_stage.po_box is 'Field poBox as it is to be stored; null: not given';
comment on column customer_stage.city is 'Field city as it is to be stored; null: not given';
comment on column customer_stage.state is 'Field state as it is to be stored; null: not given';
comment on column customer_stage.country is 'Field country as it is to be stored; null: not given';
comment on column customer_stage.company_name is 'Field companyName as it is to be stored; null: not given';
comment on column customer_stage.department is 'Field department as it is to be stored; null: not given';
comment on column customer_stage.alternate_address is 'Field alternateAddress as it is to be stored; null: not given';
comment on column customer_stage.alternate_address2 is 'Field alternateAddress2 as it is to be stored; null: not given';
comment on column customer_stage.alternate_address3 is 'Field alternateAddress3 as it is to be stored; null: not given';
comment on column customer_stage.alternate_address_number is 'Field alternateAddressNumber as it is to be stored; null: not given';
comment on column customer_stage.alternate_address_number_suffix is 'Field alternateAddressNumberSuffix as it is to be stored; null: not given';
comment on column customer_stage.alternate_zip_code is 'Field alternateZipCode as it is to be stored; null: not given';
comment on column customer_stage.alternate_city is 'Field alternateCity as it is to be stored; null: not given';
comment on column customer_stage.alternate_state is 'Field alternateState as it is to be stored; null: not given';
comment on column customer_stage.alternate_country is 'Field alternateCountry as it is to be stored; null: not given';
comment on column customer_stage.contact_man is 'Field contactMan as it is to be stored; null: not given';
comment on column customer_stage.job_title is 'Field jobTitle as it is to be stored; null: not given';
comment on column customer_stage.work_phone is 'Field workPhone as it is to be stored; null: not given';
comment on column customer_stage.work_extension is 'Field workExtension as it is to be stored; null: not given';
comment on column customer_stage.work_mobile is 'Field workMobile as it is to be stored; null: not given';
comment on column customer_stage.home_phone is 'Field homePhone as it is to be stored; null: not given';
comment on column customer_stage.mobile_phone is 'Field mobilePhone as it is to be stored; null: not given';
comment on column customer_stage.fax_number is 'Field faxNumber as it is to be stored; null: not given';
comment on column customer_stage.email_address is 'Field emailAddress as it is to be stored; null: not given';
comment on column customer_stage.alternate_email_address is 'Field alternateEmailAddress as it is to be stored; null: not given';
comment on column customer_stage.email_type is 'Field emailType as it is to be stored; null: not given';
comment on column customer_stage.website is 'Field website as it is to be stored; null: not given';
comment on column customer_stage.image_url is 'Field imageUrl as it is to be stored; null: not given';
comment on column customer_stage.status is 'Field status as it is to be stored; null: not given';
comment on column customer_stage.external_id is 'Field externalId as it is to be stored; null: not given';
comment on column customer_stage.user_name is 'Field userName as it is to be stored; null: not given';
comment on column customer_stage.password_hash is 'scrypt of the password given; the password itself is kept nowhere';
comment on column customer_stage.track_opt_in is 'Field trackOptIn as it is to be stored; null: not given';
comment on column customer_stage.options is 'Given values of options by name';
comment on column customer_stage.cleared is 'Names of options whose values are taken away';

comment on column customer.image_url is 'Picture; REST and imports set it, SOAP cannot';
comment on column export_definition.source is 'Which customers or rows, as src/export/definition.ts has it';
`,

  down: `
comment on column export_definition.source is 'Which customers or rows, as src/transfer/export/definition.ts has it';
comment on column customer.image_url is 'Picture; set by the gateway';
drop table customer_stage;
`,
};

