/**
 * The one table of settings: environment name, type and default, secret or not, meaning. Read once at start into a
 * frozen object; every bad value is told at once and the start stops. docs/settings.md is made from this one.
 */
import { z } from 'zod';

interface Setting<Type extends z.ZodType> {
  readonly type: Type;
  readonly text: string;
  readonly secret?: boolean;
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const KILOBYTE = 1024;
const MEGABYTE = 1024 * KILOBYTE;

const text = () => z.string().trim();
const KEY_BYTES = 32;
const key = () => text()
  .transform((value) => Buffer.from(value, /^[\da-f]{64}$/i.test(value) ? 'hex' : 'base64'))
  .refine((bytes) => bytes.length === KEY_BYTES, `must be ${KEY_BYTES} bytes in base64 or hex`);
const optionalText = () => text().min(1).optional();
const list = () => text().default('').transform((value) => value.split(/[\s,]+/).filter((part) => part !== ''));
const ports = () => list().pipe(z.array(z.string().transform(Number).pipe(z.number().int().min(1).max(65_535))));
const count = (fallback: number, most = 1_000_000_000) => z.coerce.number().int().min(0).max(most).default(fallback);
const duration = (fallback: number) => z.coerce.number().int().min(0).default(fallback);
/** Of a cache or a count that must let something through. */
const atLeastOne = (fallback: number) => z.coerce.number().int().min(1).max(1_000_000_000).default(fallback);
/** Of a timer: neither a busy loop nor past what setTimeout can count. */
const period = (fallback: number) => z.coerce.number().int().min(100).max(HOUR).default(fallback);
/** Of what is given out: at least a moment, and an end that dates can tell. */
const lifetime = (fallback: number) => z.coerce.number().int().min(1).max(100 * 365 * DAY).default(fallback);
const flag = () => z.enum(['0', '1', 'true', 'false']).default('0').transform((value) => value === '1' || value === 'true');

const setting = <Type extends z.ZodType>(type: Type, meaning: string): Setting<Type> => ({ type, text: meaning });
const secret = <Type extends z.ZodType>(type: Type, meaning: string): Setting<Type> =>
  ({ type, text: meaning, secret: true });

/** Durations are in milliseconds, sizes in bytes. */
export const SETTINGS = {
  // where it listens
  PORT: setting(count(8080, 65_535), 'port of the doors; 0 takes a free one'),
  HOST: setting(text().default('127.0.0.1'), 'address of the doors; beyond loopback it needs TLS, TRUST_PROXY or ALLOW_PLAIN_HTTP=1'),
  ALLOW_PLAIN_HTTP: setting(flag(), '1 allows plain HTTP on a HOST beyond loopback'),
  TLS_CERT: setting(optionalText(), 'file with the certificate chain (PEM) for own HTTPS; read again on SIGHUP'),
  TLS_KEY: setting(optionalText(), 'file with the private key (PEM) of TLS_CERT'),
  TLS_CLIENT_ASK: setting(flag(), '1 asks callers for a certificate and takes those without one too: for webhooks that are opened by certificates'),
  TLS_CLIENT_CA: setting(optionalText(), 'file with the authorities (PEM) that must have signed a client certificate'),
  TRUST_PROXY: setting(list(), 'networks (CIDR) of proxies whose X-Forwarded-* headers are believed'),
  PUBLIC_URL: setting(z.url({ protocol: /^https?$/ }).optional(), 'address that clients use, for soap:address and links; default: the host of the call'),
  PUBLIC_HOSTS: setting(list(), 'host[:port] names taken from a Host header; empty: any valid one'),
  METRICS_PORT: setting(z.coerce.number().int().min(0).max(65_535).optional(), 'port for /metrics on HOST; unset: none'),
  METRICS_TOKEN: secret(optionalText(), 'bearer token that opens /metrics on the main port'),
  LOG_LEVEL: setting(z.enum(['silent', 'fatal', 'error', 'warn', 'info', 'debug']).default('info'), 'least severe log line written'),

  // connections and the end of the process
  MAX_CONNECTIONS: setting(count(10_000), 'most open connections; further ones are closed at once; 0: no limit'),
  MAX_HEADER: setting(count(16 * KILOBYTE), 'bytes of all headers of a request'),
  HEADERS_TIMEOUT: setting(duration(20 * SECOND), 'time for the head of a request to arrive'),
  REQUEST_TIMEOUT: setting(duration(2 * MINUTE), 'time for a whole request to arrive'),
  KEEP_ALIVE_TIMEOUT: setting(duration(65 * SECOND), 'an unused connection is closed after it; longer than the balancer in front keeps its own'),
  DRAIN_GRACE: setting(duration(SECOND / 2), 'at the end: time in which callers and balancers learn of it while calls are still taken'),
  DRAIN_LIMIT: setting(duration(25 * SECOND), 'at the end: time for calls and jobs under way; what is left is cut off'),
  READY_TIMEOUT: setting(duration(2 * SECOND), 'a database that answers later is not ready'),
  READY_CACHE: setting(duration(SECOND), 'an answer of /readyz is given again for so long'),

  // the store
  DATABASE_URL: secret(optionalText(), 'PostgreSQL 15 or later; unset: the embedded server in TOLK_DATA'),
  DATABASE_DIRECT_URL: secret(optionalText(), 'the same database past a transaction pooler: migrations, LISTEN, workers'),
  DATABASE_POOL: setting(count(10, 1000), 'most connections of one process for requests'),
  DATABASE_WAIT: setting(duration(30 * SECOND), 'at the start: time to wait for a database that does not answer yet'),
  DATABASE_PREPARE: setting(flag().default(true), '0 sends statements without a name, for poolers that cannot keep them'),
  DATABASE_LISTEN: setting(flag().default(true), '0 never LISTENs: caches and workers then poll'),
  TOLK_DATA: setting(text().default('./data'), 'folder of the embedded database, key and local files'),
  TOLK_KEY: secret(key().optional(), '32 bytes in base64 or hex, the same in every instance: opens the keys of secrets; unset, with the embedded server: the file key in TOLK_DATA, made once'),
  TOLK_KEY_OLD: secret(key().optional(), 'the key before TOLK_KEY, while it is changed (tolk key rotate)'),
  TOLK_ROLE: setting(z.enum(['web', 'worker', 'all']).default('all'), 'which half of the work this process does'),
  TOLK_DEMO: setting(flag(), '1 makes the demo brand on an empty store with DATABASE_URL too'),

  // jobs
  JOB_CONCURRENCY: setting(z.coerce.number().int().min(1).max(100).default(5), 'jobs that one process runs at the same time'),
  JOB_POLL: setting(duration(2 * SECOND), 'how often to look for jobs nobody announced: due later, tried again, LISTEN off'),
  JOB_HEARTBEAT: setting(duration(5 * SECOND), 'how often a process that runs jobs says that it lives'),
  JOB_STALE: setting(duration(20 * SECOND), 'a process that could not say so for this long aborts its own jobs; shorter than JOB_SILENCE'),
  JOB_SILENCE: setting(duration(30 * SECOND), 'a process not heard of for this long has its jobs given to others'),
  JOB_ABORT_GRACE: setting(duration(5 * SECOND), 'at the end: time, within DRAIN_LIMIT, for aborted jobs to stop'),
  JOB_KEEP_DEAD: setting(duration(30 * DAY), 'how long a job that failed for good is kept to look at'),

  // runs and schedules
  RUN_CONCURRENCY: setting(z.coerce.number().int().min(1).max(100).default(2), 'runs that one process does at the same time, beside its other jobs'),
  RUN_RETRIES: setting(count(5, 1000), 'tries of a run after one that failed, where its kind says nothing else; then it is dead'),
  RUN_BACKOFF: setting(duration(30 * SECOND), 'wait before a failed run is tried again; it doubles at each failure'),
  RUN_BACKOFF_MAX: setting(duration(HOUR), 'longest wait before a failed run is tried again'),
  RUN_CRASHES: setting(atLeastOne(10), 'attempts at a run, since its last failure, that may end with their process; then it is dead'),
  RUN_WATCH: setting(period(2 * SECOND), 'how often a run looks, between its steps, whether it was cancelled, and who follows it looks at it'),
  RUN_EVENTS_TIME: setting(duration(20 * SECOND), 'how long an answer with the events of a run lasts; a client asks again; shorter than DRAIN_LIMIT'),
  RUN_KEPT: setting(duration(90 * DAY), 'how long a run that has ended is kept to look at'),
  RUN_PURGE_BATCH: setting(atLeastOne(5000), 'old runs that the upkeep of a brand removes per transaction'),
  RUN_PAGE_MAX: setting(atLeastOne(1000), 'runs shown at once'),
  SCHEDULES_MAX: setting(count(5000, 100_000), 'schedules of a brand'),
  SCHEDULE_LENGTH: setting(count(100, 1000), 'characters in the name or the rule of a schedule'),
  SCHEDULE_LATE: setting(duration(10 * MINUTE), 'a slot that is picked up later than this was missed'),
  SCHEDULE_BATCH: setting(atLeastOne(1000), 'schedules whose slots are claimed per transaction'),

  // calls that leave the house
  HTTP_OUT_PRIVATE: setting(flag(), '1 allows outgoing calls to loopback, private and link-local addresses, also those at which clouds keep secrets'),
  HTTP_OUT_ALLOW: setting(list(), 'hosts, addresses and networks (CIDR) inside the house that outgoing calls may go to'),
  HTTP_OUT_PORTS: setting(ports(), 'the only ports that outgoing calls may go to; empty: any'),
  HTTP_OUT_CONNECT_TIME: setting(period(10 * SECOND), 'time for an outgoing call to be connected, TLS included'),
  HTTP_OUT_ANSWER_TIME: setting(period(30 * SECOND), 'time until an outgoing call is answered, and for each next piece of the answer'),
  HTTP_OUT_TIME: setting(period(60 * SECOND), 'time for a whole outgoing call, redirects included, where its sender says nothing else'),
  HTTP_OUT_REDIRECTS: setting(count(5, 100), 'redirects that an outgoing call follows'),
  HTTP_OUT_HEADER: setting(atLeastOne(16 * KILOBYTE), 'bytes of the head of the answer to an outgoing call'),
  HTTP_OUT_BYTES: setting(atLeastOne(10 * MEGABYTE), 'bytes taken of the answer to an outgoing call, once inflated'),

  // subscriptions
  SUBSCRIPTIONS_MAX: setting(count(100, 1000), 'subscriptions of a brand'),
  SUBSCRIPTION_NAME_LENGTH: setting(count(100, 1000), 'characters of the name of a subscription'),
  SUBSCRIPTION_EVENT_IDS: setting(atLeastOne(1000), 'ids in one notice to a subscriber; an event with more becomes several'),
  SUBSCRIPTION_CACHE_TIME: setting(duration(5 * SECOND), 'how long a process believes to know which events a brand has subscriptions for: a new one counts by then'),
  SUBSCRIPTION_GATHER: setting(period(SECOND), 'time from an event to its notices, in which more may come'),
  SUBSCRIPTION_CONCURRENCY: setting(z.coerce.number().int().min(1).max(100).default(10), 'subscribers that one process sends to at the same time'),
  SUBSCRIPTION_AT_ONCE: setting(z.coerce.number().int().min(1).max(1000).default(10), 'notices on their way to one subscriber at the same time'),
  SUBSCRIPTION_TURN: setting(duration(5 * SECOND), 'time after which a subscriber with more to come lets others go first'),
  SUBSCRIPTION_TIME: setting(period(15 * SECOND), 'time in which a subscriber must have taken a notice; shorter than DRAIN_LIMIT'),
  SUBSCRIPTION_ANSWER_BYTES: setting(atLeastOne(1000), 'first bytes of the answer to a notice, kept to look at'),
  SUBSCRIPTION_FAILING: setting(duration(5 * DAY), 'a subscription that has taken nothing for so long is switched off'),
  SUBSCRIPTION_OLD_SECRET: setting(duration(DAY), 'how long notices are signed with the old secret too, after it was changed'),
  SUBSCRIPTION_KEPT: setting(duration(30 * DAY), 'how long a delivery that has ended is kept to look at, and to be replayed'),
  SUBSCRIPTION_PURGE_BATCH: setting(atLeastOne(5000), 'old deliveries that the upkeep of a brand removes per transaction'),
  SUBSCRIPTION_PAGE_MAX: setting(atLeastOne(1000), 'deliveries shown at once'),

  // limits of a request
  MAX_BODY: setting(count(10 * MEGABYTE), 'bytes of a request body, also after inflation'),
  MAX_DEPTH: setting(count(64), 'depth of XML elements'),
  JSON_ITEMS: setting(count(200_000), 'items in all arrays of a JSON body that is checked by a schema'),
  JSON_MEMBERS: setting(count(2000), 'members of one object in a JSON body'),
  MAX_PREFIXES: setting(count(100), 'namespace declarations in force at one place of an XML body'),
  BODY_TIME: setting(duration(30 * SECOND), 'time for a request body to arrive whole'),
  ANSWER_TIME: setting(duration(60 * SECOND), 'time in which a caller must take the next piece of an answer'),
  SOAP_ACTIVE: setting(atLeastOne(256), 'SOAP calls worked on at once; further ones wait'),
  SOAP_EXECUTING: setting(atLeastOne(256), 'SOAP calls that wait for their campaign (campaign_execute) at once, apart from SOAP_ACTIVE; further ones wait'),
  SOAP_WAITING: setting(count(5000), 'SOAP calls that may wait for their turn; further ones are refused at once'),
  SOAP_MEMORY: setting(count(256 * MEGABYTE), 'bytes of SOAP bodies and answers held at once; above it calls are refused'),
  REST_MEMORY: setting(count(128 * MEGABYTE), 'bytes of bodies of REST calls held at once; above it such calls are refused'),
  LIST_MAX: setting(count(10_000), 'records of a direct list; more is fault 105 naming the resource operation'),

  // access
  TOKEN_DELAY: setting(duration(0), 'time after its creation until a token works'),
  TOKEN_LENGTH: setting(count(200), 'characters of a token text; a longer one is wrong without a look'),
  TOKEN_NETWORKS: setting(count(100), 'networks in the allow list of a token'),
  OWNER_IDLE: setting(duration(60 * DAY), 'time without use of any of its tokens after which a user is inactive; 0: never'),
  ACCESS_CACHE_TIME: setting(duration(5 * SECOND), 'how long a good token is believed without asking; a change is heard at once by LISTEN'),
  ACCESS_CACHE_SIZE: setting(atLeastOne(10_000), 'good tokens remembered by one process'),
  ACTIVITY_FLUSH: setting(period(10 * SECOND), 'how often the last uses of tokens are written'),
  GUESS_LIMIT: setting(atLeastOne(20), 'wrong tokens of one address (IPv6: /64) in GUESS_WINDOW that are looked up; then unknown ones are refused'),
  GUESS_WINDOW: setting(duration(MINUTE), 'time for which a wrong token counts'),
  GUESS_ADDRESSES: setting(atLeastOne(10_000), 'addresses whose wrong tokens are remembered by one process'),
  LISTEN_RETRY: setting(period(SECOND / 4), 'first wait before a lost LISTEN connection is made again; it doubles'),
  LISTEN_RETRY_MAX: setting(period(10 * SECOND), 'longest wait before a lost LISTEN connection is made again'),

  // groups
  GROUP_NAME_LENGTH: setting(count(255), 'characters of a group name; no client is known to send more'),
  GROUP_DESCRIPTION_LENGTH: setting(count(4000), 'characters of a group description: group_getAll answers with all of them'),
  GROUP_DEPTH: setting(count(32), 'levels of the group tree'),
  GROUP_COUNT: setting(count(10_000), 'groups of a brand; above LIST_MAX group_getAll could not list them'),
  GROUP_ADD_MAX: setting(count(50_000), 'customers of one group_addMembersInBulk'),
  GROUP_RECOUNT_AFTER: setting(duration(MINUTE), 'age at which the maintenance tick renews a customerCountRecursive that may have changed'),
  GROUP_CALCULATE_TIME: setting(duration(20 * SECOND), 'time that group_calculate counts in the call; what is left is done by a job'),
  GROUP_PURGE_BATCH: setting(atLeastOne(5000), 'memberships, or groups, that the removal of deleted groups takes per transaction'),

  // result sets
  RESULT_SET_INLINE: setting(count(5000), 'ids that a set may have to be READY at once; a larger one is filled by a job'),
  RESULT_SET_INLINE_TIME: setting(duration(500), 'time that the query of a set may take in the call, 0 any; a slower one becomes a job'),
  RESULT_SET_BUILD_TIME: setting(duration(10 * MINUTE), 'time that the query of a set may take in a job, 0 any; then the set is in ERROR'),
  RESULT_SET_POLL_HOLD: setting(count(150, 5000), 'wait before resource_getById answers PROCESSING: clients poll without a pause'),
  RESULT_SET_OPEN: setting(count(1000), 'open sets of a brand'),
  RESULT_SET_IDS: setting(count(50_000_000), 'ids in all open sets of a brand, 8 bytes each'),
  RESULT_SET_EXPIRES: setting(duration(HOUR), 'time after its last use at which a set is closed'),
  RESULT_SET_KEPT: setting(duration(DAY), 'time for which a closed or failed set is still told about'),

  // customers
  BULK_MAX: setting(count(5000, 100_000), 'customers of one customer_insertBulkUnique'),
  OPTION_LENGTH: setting(count(256, 1_000_000), 'characters of a customer option whose definition says nothing else'),
  OPTION_LENGTH_MAX: setting(count(65_536, 1_000_000), 'most characters that the definition of a customer option can allow'),
  OPTIONS_MAX: setting(count(1000, 100_000), 'definitions of customer options per brand'),
  CHOICES_MAX: setting(count(1000, 100_000), 'values in the choice list of a customer option'),
  ACCOUNTS_MAX: setting(count(100, 100_000), 'accounts of one customer'),
  PASSWORD_CANDIDATES: setting(count(20, 1000), 'customers of one user name whose password is tried, lowest ids first'),

  // profiles
  PROFILES_MAX: setting(count(1000, 100_000), 'profiles of a brand'),
  PROFILE_NAME_LENGTH: setting(count(255), 'characters of the name of a profile'),
  PROFILE_DEPTH: setting(count(20, 100), 'levels of and, or, not and rows inside each other in a condition'),
  PROFILE_SIZE: setting(count(200, 2000), 'parts of a condition, each comparison and each and, or, not, rows'),
  PROFILE_BYTES: setting(count(MEGABYTE), 'bytes of a condition as JSON; lists of values make it long'),
  PROFILE_TIME: setting(duration(30 * SECOND), 'time that the query of a condition may take to count or list its customers, 0 any'),

  // data model
  MODEL_TABLES: setting(count(200), 'tables of a data model'),
  MODEL_COLUMNS: setting(count(200), 'columns of a table of the data model'),
  MODEL_DEPTH: setting(count(10), 'levels of tables that contain each other, customer not counted'),
  MODEL_NAME_LENGTH: setting(count(60, 63), 'characters in the name of a table or column; no more than a name in PostgreSQL has'),
  MODEL_DESCRIPTION_LENGTH: setting(count(4000), 'characters in the description of a table or column'),
  MODEL_TEXT: setting(count(10_000_000), 'characters in all descriptions of a data model: it is read and told as a whole'),
  MODEL_LOCK_TIME: setting(duration(10 * SECOND), 'time that a change of the data model waits for writers of rows'),
  ROW_STRING_LENGTH: setting(count(1_048_576), 'characters of a string in a row'),
  ROW_NUMBER_DIGITS: setting(count(100, 1000), 'digits of a number or decimal in a row'),
  ROW_UNIQUE_BYTES: setting(count(2000), 'bytes of a value in a unique column'),
  ROWS_MAX: setting(count(5000, 100_000), 'rows of one POST'),
  ROW_PAGE_MAX: setting(count(1000), 'rows of a page asked for with limit'),
  ROW_PAGE_BYTES: setting(atLeastOne(16 * MEGABYTE), 'bytes, as stored, of the rows of a page; a larger one is refused'),
  ROW_QUERY_TIME: setting(duration(30 * SECOND), 'time that the query of a page of rows may take'),
  ROW_STREAM_TIME: setting(duration(10 * MINUTE), 'time for an answer with all rows of a table, or with the OpenAPI document; then it is cut off'),
  ROW_STREAM_BATCH: setting(atLeastOne(1000), 'rows read at once for such an answer'),
  ROW_BATCH_BYTES: setting(atLeastOne(MEGABYTE / 4), 'bytes, as stored, of rows read at once for it; one row at least'),
  ROW_IMPORT_BYTES: setting(atLeastOne(8 * MEGABYTE), 'bytes of records of a file that become rows in one transaction; one record at least'),
  ROW_PURGE_BATCH: setting(atLeastOne(5000), 'rows that the removal of deleted ones takes per transaction'),
  // files
  LOCATIONS_MAX: setting(count(100), 'locations of a brand'),
  FOLDER_ENTRIES: setting(count(20_000), 'entries of a folder that is listed; of a fuller one nothing is picked'),
  FILE_BYTES: setting(z.coerce.number().int().min(0).default(20 * 1024 * MEGABYTE), 'bytes of a file that is read or written'),
  UPLOAD_TIME: setting(duration(30 * SECOND), 'time in which the next 64 kB of a file that is uploaded must arrive'),
  FILES_CONNECT_TIME: setting(period(20 * SECOND), 'time for an SFTP server to let us in'),
  FILES_ANSWER_TIME: setting(period(30 * SECOND), 'time in which an SFTP server must answer, each time, and take or give the next piece of a file'),
  FILES_PRIVATE_HOSTS: setting(flag().default(true), '0 forbids SFTP servers at loopback, private and link-local addresses'),

  // files that are read
  IMPORT_RECORD_BYTES: setting(atLeastOne(MEGABYTE), 'bytes of a record of a file that is read; a longer one is bad'),
  IMPORT_COLUMNS: setting(count(500, 1600), 'columns of a file that is read'),
  IMPORT_LOOKED_AT: setting(atLeastOne(10_000), 'records counted by a look at a file'),
  IMPORT_SETTLE: setting(duration(SECOND), 'how long a file must not change before it is imported; one that does is tried again later'),
  IMPORT_FOLLOWERS: setting(atLeastOne(100), 'files that get runs of their own after one look at a folder; while one is tried again, those that wait behind it look whether it has ended'),
  IMPORT_STAGE_ROWS: setting(atLeastOne(1000), 'records of a file that are staged per transaction'),
  IMPORT_STAGE_BYTES: setting(atLeastOne(MEGABYTE), 'characters of the records that are staged per transaction'),
  IMPORT_STEP_TIME: setting(atLeastOne(200), 'time that a step of a merge is to take; who writes the same customers waits for it'),
  IMPORT_BATCH_MIN: setting(atLeastOne(100), 'records that a step of a merge takes at least, and the first one'),
  IMPORT_BATCH_MAX: setting(atLeastOne(5000), 'records that a step of a merge takes at most'),
  IMPORT_LEFT: setting(duration(7 * DAY), 'how long a run of an import that did not come to its end keeps what it has staged; tried again later it reads its file anew'),
  IMPORT_BAD_KEPT: setting(count(100), 'bad records of a run that are kept to look at'),

  // CSV triggers
  TRIGGERS_MAX: setting(count(200, 100_000), 'CSV triggers of a brand'),
  TRIGGER_NAME_LENGTH: setting(count(100, 200), 'characters of the name of a CSV trigger'),
  TRIGGER_PATIENCE: setting(duration(DAY), 'how long a file that no CSV trigger takes waits in Upload'),
  TRIGGER_LOCATIONS: setting(z.coerce.number().int().min(1).max(100).default(8), 'locations with CSV triggers of a brand that are looked at at the same time'),

  // mail
  SMTP_URL: secret(z.url({ protocol: /^smtps?$/, error: 'must be smtp:// or smtps://, with user and password in it where the server asks for them' }).optional(), 'mail server: smtp://user:password@host:587 (STARTTLS when it is offered; with a user it must be) or smtps://; unset: no mail leaves'),
  MAIL_FROM: setting(text().regex(/^([^<>\p{Cc}]*<[^\s<>@,;:"]+@[^\s<>@,;:"]+>|[^\s<>@,;:"]+@[^\s<>@,;:"]+)$/u, 'must be an address, or Name <address>').optional(), 'who mails come from: an address, or Name <address>; needed with SMTP_URL'),
  MAIL_RECIPIENTS: setting(atLeastOne(20), 'addresses that one notice goes to'),
  MAIL_CONNECT_TIME: setting(period(20 * SECOND), 'time for the mail server to answer at first'),
  MAIL_ANSWER_TIME: setting(period(MINUTE), 'time in which the mail server must answer, each time'),

  // imports
  IMPORTS_MAX: setting(count(1000, 100_000), 'imports of a brand'),
  IMPORT_NAME_LENGTH: setting(count(255), 'characters of the name of an import'),
  IMPORT_TARGETS: setting(count(1000, 10_000), 'fields, options and columns that an import fills'),
  IMPORT_CLEAN_UPS: setting(count(20, 1000), 'clean-ups of a column of an import'),
  IMPORT_MAPPED_VALUES: setting(count(10_000), 'values that the value maps of an import hold together'),

  // webhooks
  WEBHOOKS_MAX: setting(count(1000, 100_000), 'webhooks of a brand'),
  WEBHOOK_NAME_LENGTH: setting(count(100, 1000), 'characters of the name of a webhook'),
  WEBHOOK_ENTRIES: setting(count(1000, 10_000), 'entries of the mapping of a webhook'),
  WEBHOOK_BODY: setting(count(6 * MEGABYTE), 'bytes of the body of a webhook call, also after inflation; no more than MAX_BODY'),
  WEBHOOK_CALLS: setting(count(50_000), 'calls per day, in the zone of the brand, of all its webhooks that are limited'),
  WEBHOOK_RECORDS: setting(count(5000, 100_000), 'customers and rows of one webhook call'),
  WEBHOOK_PATHS: setting(count(2000, 100_000), 'places of the first call of a webhook that are remembered'),
  WEBHOOK_LOG_KEPT: setting(duration(30 * DAY), 'how long the calls of webhooks are kept to look at and to play again'),
  CERTIFICATES: setting(count(1000), 'certificates of a brand that are not revoked'),
  CERTIFICATE_LIFE: setting(lifetime(365 * DAY), 'how long a certificate is good that is issued here'),
  CERTIFICATE_WARN: setting(duration(30 * DAY), 'time before its end from which on a certificate is told to expire'),
  SECRETS_MAX: setting(count(1000), 'secrets of a brand'),
  SECRET_LENGTH: setting(count(10_000), 'characters of a secret of a brand'),
  OAUTH_CLIENTS: setting(count(1000), 'OAuth clients of a brand'),
  OAUTH_REDIRECTS: setting(count(20), 'redirect addresses of an OAuth client'),
  OAUTH_TOKEN_TIME: setting(lifetime(HOUR), 'how long an access token of an OAuth client works'),
  OAUTH_REFRESH_TIME: setting(lifetime(30 * DAY), 'how long a refresh token can be used'),
  OAUTH_CODE_TIME: setting(lifetime(5 * MINUTE), 'how long an authorization code can be changed for a token'),
  OAUTH_CODE_TRIES: setting(atLeastOne(5), 'tries of a client to change an authorization code for a token'),
  OAUTH_KEPT: setting(duration(7 * DAY), 'how long access tokens, codes and refresh tokens stay in lists after they have expired'),
  WEBHOOK_LOG_BODY: setting(count(MEGABYTE), 'bytes of a body that is kept with its call; a larger one cannot be played again'),

  // exports
  EXPORTS_MAX: setting(count(1000, 100_000), 'exports of a brand'),
  EXPORT_NAME_LENGTH: setting(count(255), 'characters of the name of an export'),
  EXPORT_COLUMNS: setting(count(500, 1600), 'columns of an export'),

  // campaigns
  CAMPAIGNS_MAX: setting(count(1000, 100_000), 'campaigns of a brand'),
  CAMPAIGN_GATHER: setting(period(SECOND / 5), 'time from a call that sets a campaign off to its first step, in which more calls may come'),
  CAMPAIGN_NAME_LENGTH: setting(count(255), 'characters of the name of a campaign'),
  CAMPAIGN_OBJECTS: setting(count(200, 10_000), 'objects of a campaign'),
  CAMPAIGN_PICTURE_TIME: setting(atLeastOne(10_000), 'time in which a picture of a campaign must be drawn'),
  CAMPAIGN_DEPTH: setting(count(5, 50), 'user-defined objects of campaigns inside each other'),
  CAMPAIGN_FIELDS: setting(count(100, 10_000), 'campaign fields of a campaign'),
  CAMPAIGN_FIELD_LENGTH: setting(count(65_536, 1_000_000), 'most characters that a campaign field can be given; without a word 256'),
  CAMPAIGN_BYTES: setting(count(MEGABYTE), 'bytes of the definition of a campaign as JSON'),
  CAMPAIGN_VARIABLES: setting(count(200, 10_000), 'environment variables of one flow of a campaign'),
  CAMPAIGN_VARIABLE_LENGTH: setting(count(MEGABYTE), 'characters of an environment variable'),
  CAMPAIGN_EXECUTE_TIME: setting(duration(20 * SECOND), 'how long campaign_execute waits for its flow; then it answers with the variables as they are'),
  CAMPAIGN_EACH_ROWS: setting(count(100_000, 10_000_000), 'rows of one customer for which an object of a campaign begins a flow each'),
  CAMPAIGN_STEP: setting(z.coerce.number().int().min(1).max(50_000).default(1000), 'members that an object of a campaign acts on per transaction; customers that it changes are locked for so long'),
  CAMPAIGN_LANES: setting(z.coerce.number().int().min(1).max(20).default(3), 'jobs that move the members of one brand at the same time, in all instances together'),
  CAMPAIGN_LOOP_TIME: setting(duration(10 * SECOND), 'time after which such a job lets others have its place'),
  CAMPAIGN_CALLS: setting(z.coerce.number().int().min(1).max(100).default(4), 'calls of campaigns that leave the house at the same time, per job'),
  CAMPAIGN_CALL_RETRY: setting(duration(5 * SECOND), 'wait before a call of a campaign that failed is tried again; it doubles at each failure'),
  CAMPAIGN_EXPORT_LOOK: setting(period(SECOND), 'how often an object that exports customers looks whether more are on their way to it'),
  CAMPAIGN_EXPORT_WAIT: setting(period(10 * MINUTE), 'how long it waits for them at most, from the first who came'),
  CAMPAIGN_WAY_KEEP: setting(duration(400 * DAY), 'how long it is known which objects customers of campaigns have been through; it goes by whole months'),
  CAMPAIGN_FLOW_KEEP: setting(duration(400 * DAY), 'how long a flow of a campaign is kept from its start on, with its variables; longer while somebody is on the way in it'),
  CAMPAIGN_LISTEN_TIME: setting(duration(SECOND), 'how long it is remembered which events campaigns begin with; one that has just been started may miss events for so long'),
  PAGE_BODY: setting(count(65_536), 'bytes of what a form sends to a public address of a campaign'),
  PAGE_CALLS: setting(atLeastOne(1200), 'calls of one public address of a campaign per PAGE_WINDOW, at all instances together'),
  PAGE_CALLS_EACH: setting(atLeastOne(60), 'calls of all public addresses of campaigns by one caller (IPv6: /64) per PAGE_WINDOW, at all instances together'),
  PAGE_CALLERS: setting(atLeastOne(20_000), 'callers, and public addresses, that each process remembers as over their limit'),
  PAGE_WINDOW: setting(period(MINUTE), 'time in which calls of public addresses are counted'),
  CAMPAIGN_WSDL_FILES: setting(atLeastOne(50), 'files of a WSDL that a campaign calls, itself and what it imports'),
  CAMPAIGN_WSDL_KEPT: setting(duration(10 * MINUTE), 'how long a WSDL that a campaign calls is believed'),
  CAMPAIGN_RETRY: setting(duration(MINUTE), 'wait before an object of a campaign whose step failed acts again; it doubles at each failure'),
  CAMPAIGN_RETRY_MAX: setting(duration(HOUR), 'longest wait before such an object acts again'),

  HISTORY_MAX: setting(count(1000), 'changes of a customer, or acts of a token, shown at once'),
} as const;

type Table = typeof SETTINGS;
export type Config = { readonly [Name in keyof Table]: z.output<Table[Name]['type']> };

/**
 * Reads the settings from an environment. An empty variable counts as unset.
 * @returns a frozen object with every setting, typed
 * @throws {Error} listing every unacceptable value (never the value of a secret)
 */
export function readConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const values: Record<string, unknown> = {};
  const complaints: string[] = [];
  for (const [name, { type, secret: hidden }] of Object.entries(SETTINGS) as [string, Setting<z.ZodType>][]) {
    const given = env[name] === '' ? undefined : env[name];
    const read = type.safeParse(given);
    if (read.success) values[name] = read.data;
    else complaints.push(`${name}: ${read.error.issues[0]?.message ?? 'bad value'}${hidden ? '' : ` (${given})`}`);
  }
  if (complaints.length > 0) throw new Error(`Settings are not acceptable:\n  ${complaints.join('\n  ')}`);
  return Object.freeze(values) as Config;
}
