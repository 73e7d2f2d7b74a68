/**
 * The one table of errors. Every failure that a caller can learn of has a row: the SOAP fault code, the HTTP status of
 * the REST doors, and a text that says what was wrong, with which value, and what to do. Everything thrown on purpose
 * is a `TolkError` made from a row; anything else is a fault of ours and reaches callers only as INTERNAL.
 *
 * Fault codes: bare digits are business faults (soap.md 3.3 and 3.4); Client, Server, VersionMismatch and
 * MustUnderstand are protocol faults (SOAP 1.1 section 4.4.1).
 */

export interface ErrorRow {
  readonly fault: string;
  readonly http: number;
  readonly text: string;
  /** Characters of a detail that the text shows at most, where it is not SHOWN_LENGTH. */
  readonly shows?: number;
}

export const ERRORS = {
  // access (soap.md 4, access.md 2)
  TOKEN_MISSING: { fault: '202', http: 401, text: 'The token is missing: give it as uuid (SOAP), as Authorization: Bearer, or as ?token= where that is offered' },
  TOKEN_UNKNOWN: { fault: '202', http: 401, text: 'The token is unknown or not active' },
  RIGHT_MISSING: { fault: '203', http: 403, text: 'This token lacks the right {right}, which {operation} needs' },

  BRAND_NOT_FOUND: { fault: '213', http: 404, text: 'Brand {brand} not found' },
  BRAND_EXISTS: { fault: '105', http: 409, text: 'There is a brand {name} already' },
  USER_NOT_FOUND: { fault: '213', http: 404, text: 'User {user} not found' },
  USER_EXISTS: { fault: '105', http: 409, text: 'There is a user {name} already' },
  USER_WITHOUT_BRAND: { fault: '105', http: 409, text: 'User {user} has no access to brand {brand}' },
  USER_SHARED: { fault: '105', http: 409, text: 'User {user} has access to other brands too: only the house can put it to sleep or wake it; a brand can take its own access from it' },
  OWN_ACCESS: { fault: '105', http: 409, text: 'This would end the access by which it is asked: ask with a token of another user, or to revoke a token, with another token' },
  TOKEN_NOT_FOUND: { fault: '213', http: 404, text: 'Token {token} not found' },

  // arguments (soap.md 3.4, code 105)
  MISSING_PARAMETER: { fault: '105', http: 400, text: 'Parameter {name} is missing' },
  FIELD_VALUE: { fault: '105', http: 400, text: 'Field {field}: {why} ({value})' },

  // customers (soap.md 3.4 and 6)
  CUSTOMER_NOT_FOUND: { fault: '213', http: 404, text: 'Customer {id} not found' },
  ACCOUNT_NOT_FOUND: { fault: '213', http: 404, text: 'Customer with account {accountId} of network {network} not found' },
  ACCOUNT_TAKEN: { fault: '105', http: 409, text: 'Account {accountId} of network {network} belongs to customer {customerId} already' },
  ACCOUNTS_EXCEEDED: { fault: '105', http: 409, text: 'Customer {id} has {most} accounts, the most that are kept' },
  OPTION_UNKNOWN: { fault: '105', http: 400, text: 'Customer option {name} is not defined for this brand' },
  OPTIONS_EXCEEDED: { fault: '105', http: 409, text: 'A brand has at most {most} customer options; {name} would be one more' },
  LIST_TOO_LONG: {
    fault: '105', http: 400,
    text: 'More than {most} records match, the most of a direct list: ask {operation} and read them as a result set',
  },
  ITEMS_EXCEEDED: { fault: '105', http: 400, text: 'Parameter {name} has {given} items; one call takes at most {most}' },
  ITEM_REFUSED: { fault: '105', http: 400, text: 'Parameter {name}, item {index}: {reason}; nothing was changed' },

  // groups (soap.md 3.4 and 7)
  GROUP_NOT_FOUND: { fault: '213', http: 404, text: 'Group {id} not found' },
  GROUP_PARENT_NOT_FOUND: { fault: '213', http: 404, text: 'Group {id} is at the top: its parent is not found' },
  GROUP_MEMBER_NOT_FOUND: { fault: '213', http: 404, text: 'Customer {ids} not found; nothing was changed' },
  GROUP_MEMBER_ALREADY: { fault: '107', http: 409, text: 'customer already member of group {id}' },
  GROUP_CYCLE: { fault: '301', http: 409, text: 'Group {id} cannot hang under itself or under a group below it ({parentId})' },
  GROUP_DEPTH_EXCEEDED: { fault: '105', http: 409, text: 'Groups hang at most {most} levels deep' },
  GROUP_COUNT_EXCEEDED: { fault: '105', http: 409, text: 'A brand has at most {most} groups' },
  GROUP_ADD_EXCEEDED: { fault: '105', http: 413, text: 'At most {most} customers can be added to a group in one call' },
  GROUPS_TOO_MANY: { fault: '105', http: 413, text: 'There are more than {most} groups: walk the tree with group_getChildren' },

  // result sets (soap.md 3.4 and 5)
  PAGE_SIZE: { fault: '105', http: 400, text: 'Size must be between 1 and 50' },
  RESOURCE_NOT_FOUND: { fault: '213', http: 404, text: 'Resource {id} not found' },
  RESOURCE_INDEX_NOT_FOUND: { fault: '213', http: 404, text: 'Index {index} not found: resource {id} has {size} records' },
  RESOURCE_NOT_READY: { fault: '401', http: 409, text: 'Resource {id} is not READY but {status}: ask resource_getById until it is' },
  RESOURCE_CLOSED: { fault: '402', http: 410, text: 'Resource {id} is closed: it was freed, or not used for too long' },
  RESOURCES_EXCEEDED: {
    fault: '503', http: 429,
    text: 'This account has {held}, the most is {most}: free result sets with resource_free, or try again later',
  },

  // a SOAP request that is no valid call (design.md 3, stages 1 to 3)
  PATH_UNKNOWN: { fault: 'Client', http: 404, text: 'Nothing is served under this path: /docs shows what is; SOAP is spoken at /app/api/soap/public/index.php' },
  METHOD_WRONG: { fault: 'Client', http: 405, text: 'Method {method} is not offered here: POST a SOAP envelope, or GET the WSDL with ?wsdl' },
  MEDIA_TYPE: { fault: 'Client', http: 415, text: 'Content-Type {type} is not XML: use text/xml or application/soap+xml' },
  CODING_UNKNOWN: { fault: 'Client', http: 415, text: 'Content-Encoding {coding} is not known: use gzip, deflate or none' },
  UPLOAD_CODED: { fault: 'Client', http: 415, text: 'A file is taken as it is: send it without Content-Encoding ({coding})' },
  CODING_BROKEN: { fault: 'Client', http: 400, text: 'The body is not valid {coding}' },
  CHARSET_UNKNOWN: { fault: 'Client', http: 415, text: 'The character set {charset} is not known: use UTF-8' },
  CHARSET_BROKEN: { fault: 'Client', http: 400, text: 'The body is not valid {charset}' },
  BODY_TOO_LARGE: { fault: 'Client', http: 413, text: 'The body is larger than {limit} bytes' },
  BODY_LATE: { fault: 'Client', http: 408, text: 'The body did not arrive within {seconds} seconds' },
  UPLOAD_LATE: { fault: 'Client', http: 408, text: 'The next part of the file did not arrive within {seconds} seconds' },
  BODY_BROKEN: { fault: 'Client', http: 400, text: 'The body broke off before it was whole, or is no longer HTTP' },
  XML_MALFORMED: { fault: 'Client', http: 400, text: 'The XML {why} (line {line}, column {column})' },
  XML_TOO_DEEP: { fault: 'Client', http: 400, text: 'The XML has more than {depth} elements inside each other' },
  XML_TOO_MANY: { fault: 'Client', http: 413, text: 'The XML has more than {most} elements' },
  XML_TOO_MANY_PREFIXES: { fault: 'Client', http: 400, text: 'The XML has more than {limit} namespace declarations in force' },
  ENVELOPE_FORM: { fault: 'Client', http: 400, text: 'The SOAP envelope {why}' },
  ENVELOPE_VERSION: { fault: 'VersionMismatch', http: 400, text: 'The envelope is in namespace {namespace}, which is neither SOAP 1.1 nor 1.2' },
  HEADER_NOT_UNDERSTOOD: { fault: 'MustUnderstand', http: 400, text: 'Header {header} must be understood and is not' },
  OPERATION_NAMESPACE: { fault: 'Client', http: 400, text: 'Operation {operation} is not in the namespace of the contract but in {namespace}' },
  OPERATION_UNKNOWN: { fault: 'Server', http: 404, text: "Procedure '{operation}' not present" },

  // the data model (datamodel-rest.md)
  MODEL_FORM: { fault: '105', http: 400, text: 'The data model, {where}: {why}' },
  MODEL_LOSS: {
    fault: '105', http: 409, shows: 1000,
    text: 'The change would lose data: {losses}. Nothing was changed; give force=true to lose it',
  },
  MODEL_BUSY: { fault: 'Server', http: 503, text: 'The data model is in use by other work for too long; try again later' },
  MODEL_CHANGED: { fault: '105', http: 412, text: 'The data model was changed by somebody else meanwhile: read it again' },
  MODEL_NOT_UNIQUE: { fault: '105', http: 409, text: 'Column {column} of table {table} cannot become unique: {why}' },
  TABLE_NOT_FOUND: { fault: '213', http: 404, text: 'Table {table} not found at this place of the data model' },
  TABLE_CONTAINED: { fault: '213', http: 404, text: 'Table {table} not found on its own: it is contained in {parent}, so name the whole chain of rows' },
  TABLE_OF_SYSTEM: { fault: '213', http: 404, text: 'Table customer not found on its own, it is a system table: name a customer, as in /customer/clang_42' },
  COLUMN_NOT_FOUND: { fault: '213', http: 404, text: 'Column {column} of table {table} not found' },
  ROW_NOT_FOUND: { fault: '213', http: 404, text: 'Row {id} not found in table {table} at this place' },
  COLUMN_UNKNOWN: { fault: '105', http: 400, text: 'Column {column} is unknown; table {table} has {columns}' },
  COLUMN_VALUE: { fault: '105', http: 400, text: 'Column {column}: {why} ({value})' },
  COLUMN_VALUE_LONG: { fault: '105', http: 413, text: 'Column {column}: the text has more than {most} characters' },
  COLUMN_VALUE_TAKEN: { fault: '105', http: 409, text: 'Column {column} is unique, and another row has this value already ({value})' },
  COLUMN_NOT_UNIQUE: { fault: '105', http: 400, text: 'Column {column} of table {table} is not unique: rows cannot be told apart by it' },
  ROW_FORM: { fault: '105', http: 400, text: 'A row must be a JSON object of columns and values' },
  ROW_REFUSED: { fault: '105', http: 400, text: 'Row {index}: {reason}; nothing was changed' },
  ROW_REFUSED_TAKEN: { fault: '105', http: 409, text: 'Row {index}: {reason}; nothing was changed' },
  ROW_REFUSED_LONG: { fault: '105', http: 413, text: 'Row {index}: {reason}; nothing was changed' },
  ROW_CHANGED: { fault: '105', http: 412, text: 'Row {id} was changed by somebody else meanwhile: read it again' },
  ROW_PLAN: { fault: '105', http: 400, text: 'The import into table {table}: {why}' },
  PARENT_NOT_FOUND: { fault: '213', http: 404, text: 'Parent not found: there is no {parent}' },
  PARENT_AMBIGUOUS: { fault: '105', http: 409, text: 'Several parents found: {parent} is more than one row, so name the rows above it too' },
  PAGE_TOO_LARGE: { fault: '105', http: 400, text: 'The rows of this page have more than {most} bytes: ask for fewer at once with limit' },
  QUERY_TOO_LONG: { fault: '105', http: 503, text: 'The question takes longer than {seconds} seconds: filter by a unique column, or sort by none' },

  // profiles
  PROFILE_NOT_FOUND: { fault: '213', http: 404, text: 'Profile {profile} not found' },
  PROFILE_EXISTS: { fault: '105', http: 409, text: 'There is a profile {name} already' },
  PROFILES_EXCEEDED: { fault: '105', http: 409, text: 'A brand has at most {most} profiles' },
  PROFILE_CONDITION: { fault: '105', http: 400, shows: 1000, text: 'The condition {where}: {why}' },
  PROFILE_BROKEN: { fault: '105', http: 409, shows: 1000, text: 'Profile {name} can no longer be read. {reason}' },
  PROFILE_SLOW: { fault: '105', http: 503, text: 'To find the customers of this condition takes longer than {seconds} seconds: make it simpler, or have a run or result set do it, which may take longer' },
  PROFILE_RESTLESS: { fault: 'Server', http: 503, text: 'The groups or the data model of this condition change again and again; try again later' },

  // the doors other than SOAP
  REQUEST_BROKEN: { fault: 'Client', http: 400, text: 'This request cannot be read' },
  JSON_MISSING: { fault: 'Client', http: 400, text: 'The call has no body: send one in JSON' },
  JSON_MALFORMED: { fault: 'Client', http: 400, text: 'The body is not JSON: {why}' },
  JSON_TOO_DEEP: { fault: 'Client', http: 400, text: 'The JSON has more than {depth} arrays or objects inside each other' },
  JSON_TOO_WIDE: { fault: 'Client', http: 413, text: 'An object in the JSON has more than {most} members' },
  JSON_TOO_MANY: { fault: 'Client', http: 413, text: 'The JSON has more than {most} items in its arrays' },
  METHOD_NOT_OFFERED: { fault: 'Client', http: 405, text: 'Method {method} is not offered here; offered: {allowed}' },
  FORMAT_UNKNOWN: { fault: 'Client', http: 400, text: 'Format {format} is unknown; there are {formats}' },

  // secrets of other systems, kept sealed
  KEY_MISSING: { fault: 'Server', http: 503, text: 'Secrets cannot be kept here yet: {why}. Set TOLK_KEY to 32 random bytes in base64, the same in every instance' },
  KEY_UNKNOWN: { fault: 'Server', http: 503, text: 'Secrets are kept under the key {key}, which is not known here ({known}): give that one as TOLK_KEY or TOLK_KEY_OLD, or bring its file back; tolk key status tells more' },
  KEY_NOT_LOST: { fault: 'Server', http: 409, text: 'The key {key} is known here, so it is not lost: change it with tolk key rotate' },
  SECRET_BROKEN: { fault: 'Server', http: 409, text: 'A secret does not open: it was changed in the store, or belongs elsewhere. Set it again' },
  SECRET_LOST: { fault: 'Server', http: 409, text: 'A secret was kept under the key {key}, which was given up as lost. Set it again' },
  SECRET_NOT_FOUND: { fault: '213', http: 404, text: 'Secret {name} not found' },
  SECRETS_EXCEEDED: { fault: '105', http: 409, text: 'A brand has at most {most} secrets; {name} would be one more' },

  // places of files: with a status of 5xx another try may help, with 4xx it does not
  LOCATION_NOT_FOUND: { fault: '213', http: 404, text: 'Location {location} not found' },
  LOCATION_EXISTS: { fault: '105', http: 409, text: 'There is a location {name} already' },
  LOCATION_IN_USE: { fault: '105', http: 409, text: 'Location {location} is still used: {by}' },
  LOCATIONS_EXCEEDED: { fault: '105', http: 409, text: 'A brand has at most {most} locations; {name} would be one more' },
  LOCATION_UNTRUSTED: { fault: '105', http: 409, text: 'Location {location} has no host key yet, so nothing was sent to the server, which shows {shown}. If that is its key: tolk location test --trust, or set hostKey' },
  LOCATION_HOST_KEY: { fault: '105', http: 409, text: 'Location {location}: the server shows host key {shown}, agreed was {agreed}. Nothing was sent to it; if its key was changed on purpose, set hostKey' },
  LOCATION_REFUSED: { fault: '105', http: 409, text: 'Location {location}: the server does not let us in as {user}: {why}' },
  LOCATION_PRIVATE: { fault: '105', http: 409, text: 'Location {location}: {host} is an address inside the house, which FILES_PRIVATE_HOSTS=0 forbids' },
  LOCATION_AWAY: { fault: 'Server', http: 503, text: 'Location {location} does not answer: {why}' },
  LOCATION_FAILED: { fault: 'Server', http: 502, text: 'Location {location}: {why}' },
  LOCATION_FULL: { fault: 'Server', http: 507, text: 'Location {location} has no room left for {file}' },
  LOCATION_DENIED: { fault: '105', http: 409, text: 'Location {location}: {file} is not allowed to us' },
  FILE_NOT_FOUND: { fault: '213', http: 404, text: 'File {file} not found in location {location}' },
  FILE_TAKEN: { fault: '105', http: 409, text: 'Location {location}: the name {file} was taken by somebody else' },
  FILE_UNREADABLE: { fault: '105', http: 400, shows: 300, text: 'The file cannot be read: {why}' },
  FILE_TOO_LARGE: { fault: '105', http: 413, text: 'Location {location}: {file} has more than {most} bytes' },
  FILE_MISSING: { fault: '213', http: 404, text: 'A file {file} that was not imported before was not found in location {location}' },
  FILE_CHANGING: { fault: 'Server', http: 503, text: 'Location {location}: {file} is still being written' },
  FILE_REFUSED: { fault: '105', http: 400, shows: 1000, text: '{file}: {why}' },
  FOLDER_CROWDED: { fault: '105', http: 409, text: 'Location {location}: folder {folder} holds more than {most} entries: move away what is done with' },

  // CSV triggers
  TRIGGER_NOT_FOUND: { fault: '213', http: 404, text: 'CSV trigger {trigger} not found' },
  TRIGGER_EXISTS: { fault: '105', http: 409, text: 'There is a CSV trigger {name} already' },
  TRIGGERS_EXCEEDED: { fault: '105', http: 409, text: 'A brand has at most {most} CSV triggers; {name} would be one more' },

  // mail that leaves
  MAIL_AWAY: { fault: 'Server', http: 503, text: 'The mail server {host} has not taken a mail: {why}' },
  MAIL_REFUSED: { fault: '105', http: 409, text: 'The mail server {host} refuses a mail for good: {why}' },

  // calls that leave the house: with a status of 5xx another try may help, with 4xx it does not
  HTTP_OUT_URL: { fault: '105', http: 400, text: 'The address at {host} cannot be called: {why}' },
  HTTP_OUT_HEADER: { fault: '105', http: 400, text: 'Header {name} cannot be sent: it {why}' },
  HTTP_OUT_CERTIFICATE: { fault: '105', http: 400, text: 'The client certificate cannot be used: {why}' },
  HTTP_OUT_PRIVATE: { fault: '105', http: 409, text: '{host} is an address inside the house, which is not called unless HTTP_OUT_ALLOW names it' },
  HTTP_OUT_REDIRECT: { fault: '105', http: 409, text: '{host} redirects {why}, which is not followed' },
  HTTP_OUT_AWAY: { fault: 'Server', http: 503, text: '{host} does not answer: {why}' },
  HTTP_OUT_TLS: { fault: 'Server', http: 502, text: '{host} shows a certificate that is not good: {why}' },
  HTTP_OUT_FAILED: { fault: 'Server', http: 502, text: '{host} answers what cannot be read: {why}' },

  // subscriptions
  SUBSCRIPTION_NOT_FOUND: { fault: '213', http: 404, text: 'Subscription {subscription} not found' },
  SUBSCRIPTION_EXISTS: { fault: '105', http: 409, text: 'There is a subscription {name} already' },
  SUBSCRIPTIONS_EXCEEDED: { fault: '105', http: 409, text: 'A brand has at most {most} subscriptions' },
  SUBSCRIPTION_OFF: { fault: '105', http: 409, text: 'Subscription {subscription} is off: switch it on first' },
  DELIVERY_NOT_FOUND: { fault: '213', http: 404, text: 'Delivery {delivery} not found' },

  // webhooks
  WEBHOOK_NOT_FOUND: { fault: '213', http: 404, text: 'Webhook {webhook} not found' },
  WEBHOOK_EXISTS: { fault: '105', http: 409, text: 'There is a webhook {name} already' },
  WEBHOOKS_EXCEEDED: { fault: '105', http: 409, text: 'A brand has at most {most} webhooks; {name} would be one more' },
  WEBHOOK_MAPPING: { fault: '105', http: 400, text: 'The mapping: {what} {why}' },
  WEBHOOK_OFF: { fault: '105', http: 409, text: 'Webhook {webhook} is turned off' },
  WEBHOOK_LIMIT: { fault: '105', http: 429, text: 'The webhooks of the brand have taken {calls} calls today, {most} are the most of a day: this one was not worked on; send it again tomorrow, in {seconds} seconds' },
  WEBHOOK_BODY: { fault: '105', http: 400, text: 'The body must be a JSON object or array' },
  WEBHOOK_RECORDS: { fault: '105', http: 413, text: 'The call holds more than {most} records: send them in several calls' },
  WEBHOOK_CUSTOMER: { fault: '105', http: 400, text: 'Customer {place}: {reason}; nothing was changed' },
  WEBHOOK_NOTHING: { fault: '105', http: 400, text: 'Nothing was stored: the body has none of the paths that the mapping names, such as {path}' },
  WEBHOOK_PARENT: { fault: '105', http: 400, text: '{record}, {place}: there is no {parent} around it in the call, under which it could be stored; nothing was changed' },
  CERTIFICATE_NOT_FOUND: { fault: '213', http: 404, text: 'Certificate {certificate} not found' },
  CERTIFICATE_EXISTS: { fault: '105', http: 409, text: 'There is a certificate {name}, or this certificate, already' },
  CERTIFICATES_EXCEEDED: { fault: '105', http: 409, text: 'A brand has at most {most} certificates: revoke one' },
  CERTIFICATE_UNUSABLE: { fault: '105', http: 409, text: 'Certificate {certificate} cannot be shown by calls: {why}' },
  CERTIFICATE_UNKNOWN: { fault: '202', http: 401, text: 'The client certificate is unknown, expired or revoked' },
  OAUTH_CLIENT_NOT_FOUND: { fault: '213', http: 404, text: 'OAuth client {client} not found' },
  OAUTH_CLIENTS_EXCEEDED: { fault: '105', http: 409, text: 'A brand has at most {most} OAuth clients' },
  WEBHOOK_CALL_NOT_FOUND: { fault: '213', http: 404, text: 'Call {call} not found, or its body is not kept' },

  // exports
  EXPORT_NOT_FOUND: { fault: '213', http: 404, text: 'Export {export} not found' },
  EXPORT_EXISTS: { fault: '105', http: 409, text: 'There is an export {name} already' },
  EXPORT_OF_CAMPAIGN: { fault: '105', http: 409, text: 'Export {export} is of the customers that a campaign brings: it has none of its own, and does not run by itself' },
  EXPORT_OF_ROWS: { fault: '105', http: 409, text: 'Export {export} is of rows of the data model, and cannot be of the customers that a campaign brings' },
  EXPORTS_EXCEEDED: { fault: '105', http: 409, text: 'A brand has at most {most} exports; {name} would be one more' },

  // imports
  IMPORT_NOT_FOUND: { fault: '213', http: 404, text: 'Import {import} not found' },
  IMPORT_IN_USE: { fault: '105', http: 409, text: 'Import {import} is still used by the CSV triggers {triggers}' },
  IMPORT_EXISTS: { fault: '105', http: 409, text: 'There is an import {name} already' },
  IMPORTS_EXCEEDED: { fault: '105', http: 409, text: 'A brand has at most {most} imports; {name} would be one more' },
  IMPORT_KEY_EMPTY: { fault: '105', http: 400, text: 'The record has no value in {names}, by which customers are told apart' },
  IMPORT_COLUMNS_MISSING: { fault: '105', http: 400, shows: 1000, text: 'The file has no column for {missing}; its columns are {columns}' },

  // campaigns (soap.md 8)
  CAMPAIGN_NOT_FOUND: { fault: '213', http: 404, text: 'Campaign {campaign} not found' },
  CAMPAIGN_EXISTS: { fault: '105', http: 409, text: 'There is a campaign {name} already' },
  CAMPAIGNS_EXCEEDED: { fault: '105', http: 409, text: 'A brand has at most {most} campaigns; {name} would be one more' },
  CAMPAIGN_FORM: { fault: '105', http: 400, shows: 1000, text: 'The campaign, {where}: {why}' },
  CAMPAIGN_PICTURE: {
    fault: '105', http: 409, text: 'The {objects} objects of the campaign are too many, or too tangled, to be drawn: take its Mermaid text',
  },
  CAMPAIGN_STATE: { fault: '105', http: 409, text: 'Campaign {campaign} is {state}, so it cannot be {act}' },
  CAMPAIGN_IN_USE: { fault: '105', http: 409, shows: 1000, text: 'User-defined object {name} is used by {users}: take it out of these first' },
  CAMPAIGN_NO_CALLS: { fault: '105', http: 409, text: 'Campaign {campaign} has no start that calls can set off (startEvent)' },
  CAMPAIGN_VARIABLES: { fault: '105', http: 400, text: 'The variables of a flow: {why}' },
  CAMPAIGN_MEMBER_ALREADY: { fault: '107', http: 409, text: 'customer already member of campaign {id}' },
  PAGE_NOT_FOUND: { fault: '213', http: 404, text: 'Page not found: this address does not work, or not any more' },
  PAGE_CLOSED: { fault: '401', http: 404, text: 'This page is closed at the moment' },
  PAGE_BUSY: { fault: '105', http: 429, text: 'Too many calls: try again in {seconds} seconds' },
  PAGE_FORM: { fault: '105', http: 415, text: 'Fields are taken from a form (application/x-www-form-urlencoded) or from JSON' },
  PAGE_FIELD: { fault: '105', http: 400, text: 'Field {field}: {why}' },
  CAMPAIGN_OBJECT_NOT_FOUND: { fault: '213', http: 404, text: 'Campaign object {id} not found' },
  CAMPAIGN_COUNTER_NOT_FOUND: { fault: '213', http: 404, text: 'Counter {id} not found, or it has no customers behind it' },

  // runs and schedules
  RUN_NOT_FOUND: { fault: '213', http: 404, text: 'Run {run} not found' },
  RUN_NOT_CANCELLED: { fault: '105', http: 409, text: 'Run {run} is {state}: only one that is queued or running can be cancelled' },
  RUN_NOT_RETRIED: { fault: '105', http: 409, text: 'Run {run} is {state}: only one that is failed, dead or cancelled, or waits for its next try, can be tried again' },
  SCHEDULE_NOT_FOUND: { fault: '213', http: 404, text: 'Schedule {schedule} not found' },
  SCHEDULE_EXISTS: { fault: '105', http: 409, text: 'There is a schedule {name} already' },
  SCHEDULES_EXCEEDED: { fault: '105', http: 409, text: 'A brand has at most {most} schedules' },

  // the house itself (soap.md 3.4)
  INTERNAL: { fault: '500', http: 500, text: 'Unexpected error in the gateway; it is logged under request {requestId}' },
  NOT_OFFERED: { fault: '501', http: 501, text: '{operation} is in the contract but not offered by this gateway yet' },
  DATABASE_AWAY: { fault: 'Server', http: 503, text: 'The database does not answer; try again later' },
  OVERLOADED: { fault: 'Server', http: 503, text: 'The gateway is overloaded; try again later' },
} as const satisfies Record<string, ErrorRow>;

export type ErrorCode = keyof typeof ERRORS;

/** The names between braces in a row's text; each must be given a value. */
type Slots<Text extends string> = Text extends `${string}{${infer Slot}}${infer Rest}` ? Slot | Slots<Rest> : never;
type ErrorDetails<Code extends ErrorCode> = { readonly [Slot in Slots<(typeof ERRORS)[Code]['text']>]: string };

/** A value longer than this is cut in an error text: enough to recognise it, too short to flood a log. */
const SHOWN_LENGTH = 200;

/** A failure with a row in the table. `message` is the row's text with the details filled in. */
export class TolkError extends Error {
  readonly code: ErrorCode;
  readonly details: Readonly<Record<string, string>>;

  constructor(code: ErrorCode, details: Readonly<Record<string, string>>, options?: ErrorOptions) {
    // A refusal is an answer, not a bug: nobody looks for where it came from, and to note that costs a tenth of a call.
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = 0;
    super(fill(ERRORS[code], details), options);
    Error.stackTraceLimit = stackTraceLimit;
    this.name = 'TolkError';
    this.code = code;
    this.details = details;
  }

  get row(): ErrorRow {
    return ERRORS[this.code];
  }
}

/**
 * Makes the error of a row; the compiler asks for exactly the details that its text names.
 * @example throw failure('FIELD_VALUE', { field: 'birthday', why: 'is not a date', value: '31-13-2026' })
 */
export function failure<Code extends ErrorCode>(
  code: Code, details: ErrorDetails<Code>, options?: ErrorOptions,
): TolkError {
  return new TolkError(code, details, options);
}

function fill({ text, shows = SHOWN_LENGTH }: ErrorRow, details: Readonly<Record<string, string>>): string {
  return text.replace(/\{(\w+)\}/g, (_, slot: string) => shown(details[slot] ?? '', shows));
}

function shown(value: string, most: number): string {
  return value.length > most ? `${value.slice(0, most)}…` : value;
}
