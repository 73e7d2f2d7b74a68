import type { Migration } from './migration.ts';

/** Customers with their options, accounts and history (soap.md 6). */
export const customer: Migration = {
  name: '0003_customer',

  up: `
create table customer_option (
  brand_id bigint not null constraint customer_option_of_brand references brand,
  id bigint generated always as identity,
  name varchar(100) not null constraint customer_option_name_given check (name <> ''),
  type text not null default 'text' constraint customer_option_type
    check (type in ('text', 'number', 'decimal', 'date', 'datetime', 'time', 'boolean', 'choice')),
  choices text[] not null default '{}',
  max_length integer constraint customer_option_max_length check (max_length > 0),
  created_by text not null,
  created_at timestamptz not null default now(),
  constraint customer_option_pk primary key (brand_id, id),
  constraint customer_option_by_name unique (brand_id, name),
  constraint customer_option_choices check ((type = 'choice') = (choices <> '{}'))
);
comment on table customer_option is 'Definitions of customer options, the fields of its own that a brand has; values are in customer.options';
comment on column customer_option.brand_id is 'The brand';
comment on column customer_option.id is 'Number of the definition; options are listed in this order';
comment on column customer_option.name is 'Name and identifier, letter case counts';
comment on column customer_option.type is 'What values must look like: text, number (whole), decimal, date, datetime, time, boolean, choice; values are kept as the text given';
comment on column customer_option.choices is 'The values of a choice; empty for other types';
comment on column customer_option.max_length is 'Most characters of a value; null: setting OPTION_LENGTH';
comment on column customer_option.created_by is 'Who defined it, or whose call brought the name';
comment on column customer_option.created_at is 'When it was defined';
comment on index customer_option_by_name is 'One definition per name; serves the look-up of the names of a call, and the order of options in answers';

create sequence customer_id_seq;
create table customer (
  brand_id bigint not null,
  id bigint not null default nextval('customer_id_seq'),
  complaint_count bigint not null default 0,
  sms_opt_in text not null default 'Y'
    constraint customer_sms_opt_in check (sms_opt_in in ('Y', 'N')),
  opt_in text not null default 'Y'
    constraint customer_opt_in check (opt_in in ('Y', 'N')),
  title varchar(100) not null default '',
  lastname varchar(100) not null default '',
  firstname varchar(40) not null default '',
  middlename varchar(40) not null default '',
  prefix varchar(16) not null default '',
  suffix varchar(16) not null default '',
  initials varchar(20) not null default '',
  gender text not null default 'UNKNOWN'
    constraint customer_gender check (gender in ('MAN', 'WOMAN', 'FAMILY', 'NONBINARY', 'UNKNOWN')),
  marital_status text not null default 'UNKNOWN'
    constraint customer_marital_status check (marital_status in ('UNKNOWN', 'SINGLE', 'MARRIED', 'DIVORCED', 'WIDOWED', 'ENGAGED', 'COHABITATING', 'DECEASED')),
  birthday date,
  birthplace varchar(70) not null default '',
  address varchar(70) not null default '',
  address2 varchar(70) not null default '',
  address3 varchar(70) not null default '',
  address_number varchar(10) not null default '',
  address_number_suffix varchar(10) not null default '',
  zip_code varchar(20) not null default '',
  po_box varchar(11) not null default '0',
  city varchar(70) not null default '',
  state varchar(60) not null default '',
  country varchar(70) not null default '',
  company_name varchar(120) not null default '',
  department varchar(30) not null default '',
  alternate_address varchar(70) not null default '',
  alternate_address2 varchar(70) not null default '',
  alternate_address3 varchar(70) not null default '',
  alternate_address_number varchar(10) not null default '',
  alternate_address_number_suffix varchar(10) not null default '',
  alternate_zip_code varchar(7) not null default '',
  alternate_city varchar(70) not null default '',
  alternate_state varchar(60) not null default '',
  alternate_country varchar(70) not null default '',
  contact_man varchar(255) not null default '',
  job_title varchar(60) not null default '',
  work_phone varchar(16) not null default '',
  work_extension varchar(10) not null default '',
  work_mobile varchar(16) not null default '',
  home_phone varchar(16) not null default '',
  mobile_phone varchar(16) not null default '',
  fax_number varchar(16) not null default '',
  email_address varchar(80) not null default '',
  alternate_email_address varchar(80) not null default '',
  email_type text not null default 'MULTIPART'
    constraint customer_email_type check (email_type in ('HTML', 'TEXT', 'MULTIPART')),
  mail_status text not null default 'ACTIVE'
    constraint customer_mail_status check (mail_status in ('ACTIVE', 'INACTIVE')),
  soft_bounce_count bigint not null default 0,
  hard_bounce_count bigint not null default 0,
  website varchar(255) not null default '',
  image_url varchar(255) not null default '',
  status text not null default 'SUSPECT'
    constraint customer_status check (status in ('SUSPECT', 'PROSPECT', 'CUSTOMER', 'BLACKLIST')),
  external_id varchar(100) not null default '',
  user_name varchar(100) not null default '',
  password_hash text not null default '',
  track_opt_in text not null default 'Y'
    constraint customer_track_opt_in check (track_opt_in in ('Y', 'N')),
  options jsonb not null default '{}' constraint customer_options_object check (jsonb_typeof(options) = 'object'),
  created_by text not null,
  created_at timestamptz not null default now(),
  modified_by text not null,
  modified_at timestamptz not null default now(),
  constraint customer_pk primary key (brand_id, id)
) with (fillfactor = 90);
alter sequence customer_id_seq owned by customer.id;
comment on table customer is 'Customers; columns are the fields of the contract. A tenth of each page is kept free, so that a change needs no new index entries';
comment on column customer.brand_id is 'The brand; without a foreign key, whose lock on the row of the brand all writers would share';
comment on column customer.id is 'Number of the customer, of one sequence for all brands';
comment on column customer.complaint_count is 'Spam complaints; set by the gateway';
comment on column customer.sms_opt_in is 'Y: may get text messages; new: setting of the brand';
comment on column customer.opt_in is 'Y: may get bulk mail; new: setting of the brand';
comment on column customer.title is 'Form of address, e.g. Dr.';
comment on column customer.lastname is 'Family name';
comment on column customer.firstname is 'First name';
comment on column customer.middlename is 'Middle name';
comment on column customer.prefix is 'Particle before the family name, e.g. van der';
comment on column customer.suffix is 'What follows the family name';
comment on column customer.initials is 'Initials';
comment on column customer.gender is 'MAN, WOMAN, FAMILY, NONBINARY or UNKNOWN';
comment on column customer.marital_status is 'UNKNOWN, SINGLE, MARRIED ...; DECEASED gets no mail';
comment on column customer.birthday is 'Day of birth; null is none, which clients see as 0000-00-00';
comment on column customer.birthplace is 'Place of birth';
comment on column customer.address is 'Street';
comment on column customer.address2 is 'Second line of the address';
comment on column customer.address3 is 'Third line of the address';
comment on column customer.address_number is 'House number';
comment on column customer.address_number_suffix is 'Addition to the house number';
comment on column customer.zip_code is 'Postal code';
comment on column customer.po_box is 'Post office box; 0 is none';
comment on column customer.city is 'Town';
comment on column customer.state is 'State or province';
comment on column customer.country is 'Country';
comment on column customer.company_name is 'Company';
comment on column customer.department is 'Department';
comment on column customer.alternate_address is 'Street of the other address';
comment on column customer.alternate_address2 is 'Second line of the other address';
comment on column customer.alternate_address3 is 'Third line of the other address';
comment on column customer.alternate_address_number is 'House number of the other address';
comment on column customer.alternate_address_number_suffix is 'Addition to the house number of the other address';
comment on column customer.alternate_zip_code is 'Postal code of the other address';
comment on column customer.alternate_city is 'Town of the other address';
comment on column customer.alternate_state is 'State of the other address';
comment on column customer.alternate_country is 'Country of the other address';
comment on column customer.contact_man is 'Contact at the company';
comment on column customer.job_title is 'Position';
comment on column customer.work_phone is 'Telephone at work';
comment on column customer.work_extension is 'Extension at work';
comment on column customer.work_mobile is 'Mobile telephone of work';
comment on column customer.home_phone is 'Telephone at home';
comment on column customer.mobile_phone is 'Mobile telephone; text messages go there';
comment on column customer.fax_number is 'Fax';
comment on column customer.email_address is 'E-mail address; compared without letter case';
comment on column customer.alternate_email_address is 'Other e-mail address; no mail goes there';
comment on column customer.email_type is 'HTML, TEXT or MULTIPART: the form of mail wanted';
comment on column customer.mail_status is 'ACTIVE, or INACTIVE: gets no mail; set by the gateway';
comment on column customer.soft_bounce_count is 'Temporary bounces in a row; set by the gateway';
comment on column customer.hard_bounce_count is 'Final bounces in a row; set by the gateway';
comment on column customer.website is 'Website';
comment on column customer.image_url is 'Picture; set by the gateway';
comment on column customer.status is 'SUSPECT, PROSPECT, CUSTOMER or BLACKLIST';
comment on column customer.external_id is 'Customer number in the system that feeds this one; need not be unique';
comment on column customer.user_name is 'Login name at a website; need not be unique';
comment on column customer.password_hash is 'scrypt of the password with its parameters and salt; empty is none. The password itself is kept nowhere';
comment on column customer.track_opt_in is 'Y: opens and clicks may be kept with the person; new: setting of the brand';
comment on column customer.options is 'Values of the options by name, as text; only those with a value';
comment on column customer.created_by is 'Name of who stored it';
comment on column customer.created_at is 'When it was stored';
comment on column customer.modified_by is 'Name of who changed it last';
comment on column customer.modified_at is 'When it was changed last; a write that changes nothing leaves it';
create index customer_by_external_id on customer (brand_id, external_id, id) where external_id <> '';
comment on index customer_by_external_id is 'Serves customer_getByExternalId and match-and-merge on the customer number';
create index customer_by_email_address on customer (brand_id, lower(email_address), id) where email_address <> '';
comment on index customer_by_email_address is 'Serves customer_getByEmailAddress and match-and-merge on the e-mail address';
create statistics customer_email_address_folded on lower(email_address) from customer;
comment on statistics customer_email_address_folded is 'How many different addresses there are: match-and-merge of a batch then finds each by customer_by_email_address';
create index customer_by_mobile_phone on customer (brand_id, mobile_phone, id) where mobile_phone <> '';
comment on index customer_by_mobile_phone is 'Serves customer_getByMobilePhone and match-and-merge on the mobile number';
create index customer_by_user_name on customer (brand_id, user_name, id) where user_name <> '';
comment on index customer_by_user_name is 'Serves customer_getByUserNameAndPassword and match-and-merge on the user name';
create index customer_by_options on customer using gin (options jsonb_path_ops) where options <> '{}';
comment on index customer_by_options is 'Serves customer_getByObject and match-and-merge on option values (containment)';

create table customer_account (
  brand_id bigint not null,
  network varchar(100) not null constraint customer_account_network_given check (network <> ''),
  account_id varchar(255) not null constraint customer_account_id_given check (account_id <> ''),
  customer_id bigint not null,
  created_at timestamptz not null default now(),
  constraint customer_account_pk primary key (brand_id, network, account_id),
  constraint customer_account_of_customer foreign key (brand_id, customer_id) references customer on delete cascade
);
comment on table customer_account is 'Accounts of customers at outside networks; an account belongs to one customer';
comment on column customer_account.brand_id is 'The brand';
comment on column customer_account.network is 'The network, free text';
comment on column customer_account.account_id is 'The id that the customer has there';
comment on column customer_account.customer_id is 'The customer';
comment on column customer_account.created_at is 'When it was added';
create index customer_account_by_customer on customer_account (brand_id, customer_id);
comment on index customer_account_by_customer is 'Serves the accounts of a customer in every answer, and its deletion';

create sequence customer_history_id_seq;
create table customer_history (
  brand_id bigint not null,
  customer_id bigint not null,
  changed_at timestamptz not null default now(),
  id bigint not null default nextval('customer_history_id_seq'),
  act text not null constraint customer_history_act check (act in ('inserted', 'updated', 'deleted')),
  changed_by text not null,
  door text not null,
  changes jsonb not null,
  constraint customer_history_pk primary key (brand_id, customer_id, changed_at, id)
) partition by range (changed_at);
comment on table customer_history is 'Every change to a customer, one partition per month (UTC); rows stay when the customer goes, without the values';
comment on column customer_history.brand_id is 'The brand';
comment on column customer_history.customer_id is 'The customer; it may be gone';
comment on column customer_history.changed_at is 'When';
comment on column customer_history.id is 'Order of changes of one time';
comment on column customer_history.act is 'inserted, updated, deleted';
comment on column customer_history.changed_by is 'Name of who did it: the owner of the token';
comment on column customer_history.door is 'Way by which it came: soap, rest, webhook, import, campaign, console, cli, job';
comment on column customer_history.changes is 'Field -> [old, new]; options as options.NAME, accounts as accounts.NETWORK. [] where values are not kept: passwords, and all once the customer is deleted';

alter sequence customer_history_id_seq owned by customer_history.id;

create table customer_history_default partition of customer_history default;
comment on table customer_history_default is 'Changes of months without a partition; a row here is an alarm: partitions are made three months ahead';

create function customer_history_partition(month date) returns text language plpgsql as $$
declare
  begins timestamptz := date_trunc('month', month::timestamp) at time zone 'UTC';
  ends timestamptz := (date_trunc('month', month::timestamp) + interval '1 month') at time zone 'UTC';
  partition_name text := 'customer_history_' || to_char(month, 'YYYY_MM');
begin
  perform pg_advisory_xact_lock(hashtext('customer_history_partition'));
  if to_regclass(partition_name) is not null then
    return null;
  end if;
  execute format('create table %I (like customer_history including all)', partition_name);
  execute format('comment on table %I is %L', partition_name, 'Changes of ' || to_char(month, 'YYYY-MM') || ' (UTC)');
  execute format(
    'with strays as (delete from customer_history_default where changed_at >= %L and changed_at < %L returning *)
     insert into %I select * from strays', begins, ends, partition_name);
  execute format('alter table customer_history attach partition %I for values from (%L) to (%L)', partition_name, begins, ends);
  return partition_name;
end
$$;
comment on function customer_history_partition is
  'Makes the partition of a month unless it is there, and moves rows of that month out of the default partition. Returns its name when made';
select customer_history_partition((date_trunc('month', now() at time zone 'UTC') + n * interval '1 month')::date)
from generate_series(0, 3) as n;
`,

  down: `
drop function customer_history_partition;
drop table customer_history;
drop table customer_account;
drop table customer;
drop table customer_option;
`,
};
