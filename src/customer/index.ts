/**
 * Customers of a brand with their options (fields of the brand's own), accounts at outside networks and
 * history (soap.md 6). All doors write through the acts here: the same checks, the same match-and-merge, one
 * history row per change.
 */
export { addAccount, removeAccount } from './write/accounts.ts';
export {
  insertCustomer, insertUniqueCustomer, insertUniqueCustomers, updateCustomer, upsertByFields, upsertCustomer,
  type UniqueNames,
} from './write/acts.ts';
export { changeCustomers, changeEachCustomer, type OneChange } from './write/change-many.ts';
export { blankCustomer } from './blank.ts';
export type { Account, BlankCustomer, Customer, CustomerInput, CustomerOption } from './customer.ts';
export {
  defineOption, listOptions, OPTION_NAME_LENGTH, OPTION_TYPES, optionsNamed,
  type OptionDefinition, type OptionType, type OptionWish,
} from './definitions.ts';
export { FIELDS as CUSTOMER_FIELDS, NO_DATE, type Field as CustomerField } from './fields.ts';
export { pageOfHistory, type HistoryPage, type HistoryWish } from './read/history-page.ts';
export { customerHistory, maintainHistory, type HistoryEntry, type HistoryUpkeep } from './read/history.ts';
export { canMatch } from './key.ts';
export {
  ALL_CUSTOMERS, allCustomers, allCustomersSource, CUSTOMERS_LIKE, customersLike, customersLikeSource,
} from './read/query.ts';
export {
  countCustomers, customerByAccount, customerById, customerQuery, customersByEmailAddress, customersByExternalId,
  customersByIds, customersByLogin, customersByMobilePhone, knownCustomerIds,
} from './read/customers.ts';
export { CUSTOMER_REFERENCES, customerReferenceQuery, type CustomerReference } from './read/reference.ts';
export { reachOf, type Reach } from './read/reach.ts';
export { deleteCustomer } from './write/remove.ts';
export type { Saved } from './write/save.ts';
export { someValuesOf } from './read/some-values.ts';
export type { CustomerPlan } from './stage/plan.ts';
export { clearCustomerStage, customerStage } from './stage/stage.ts';
export { isDate, isDateTime, canBeId, isTime } from './values.ts';
