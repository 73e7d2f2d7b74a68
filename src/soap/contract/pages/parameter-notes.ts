/** What the parameters of operations mean, by name; the WSDL's documentation says what an operation does with them. */
export const PARAMETER_NOTES: Readonly<Record<string, string>> = {
  uuid: 'the token',
  customerId: 'id of a customer', groupId: 'id of a group', emailId: 'id of an e-mail content',
  smsId: 'id of an SMS content', campaignId: 'id of a campaign', mailingId: 'id of a mailing',
  profileId: 'id of a profile',
  accountId: 'name of the customer in that network', network: 'name of the other system',
  resourceId: 'a result set, as an operation gave it', offset: 'counts from 0', size: '1 to 50', index: 'counts from 0',
  emailAddress: 'the whole address; letter case does not count', externalId: 'customer number', mobilePhone: 'as it is stored',
  uniqueCustomerFields: 'names of fields by which a customer is found',
  uniqueOptionFields: 'names of options by which a customer is found',
  newParentId: 'the group to hang below; 0 is the top',
  recursive: 'true: with the groups below', includeSubGroups: 'true: look in the groups below too',
  manualOptions: 'values for the content, by name', options: 'settings of the call, by name',
  fromDate: 'YYYY-MM-DD or YYYY-MM-DD HH:MM:SS', toDate: 'YYYY-MM-DD or YYYY-MM-DD HH:MM:SS',
};
