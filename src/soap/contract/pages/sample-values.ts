/**
 * What the sample envelopes of /docs are filled with: by `Type.field`, of a list of plain values by
 * `parameter.item`, or by the bare name of a field or parameter.
 * An empty text stays empty in an answer; a field that is not named here is left out of a sample request.
 *
 * Customers, groups and result sets are some that the demo brand has, so that a first call finds something.
 */
export const SAMPLE_VALUES: Readonly<Record<string, string>> = {
  uuid: 'TOKEN', code: '0', msg: '1', integer: '1',
  'uniqueCustomerFields.string': 'externalId', 'uniqueOptionFields.string': 'shoeSize',

  accountId: 'sanne88', bounceId: '5501', broadcastId: '905', campaignId: '1', campaignName: 'Welcome',
  campaignObjectId: '1', campaignObjectStatisiticsOptionId: '1:in', clickId: '7714', customerId: '1',
  emailId: '201', groupId: '2', identifier: 'shoeSize', mailingId: '905', network: 'webshop', newParentId: '5', openId: '9120',
  profileId: '8', resourceId: '1', smsId: '77',

  index: '0', offset: '0', size: '50', recursive: 'true', includeSubGroups: 'true', abandoned: 'false',
  emailAddress: 'sanne.devries@example.org', externalId: 'C-1001', mobilePhone: '+31600000001', userName: 'sanne',
  password: 'not-this-one', folder: '/Newsletters/2026', fromDate: '2026-01-01', toDate: '2026-01-31 23:59:59',
  lang: 'en', wsdl: 'https://shop.example/api?wsdl', username: 'gateway', websiteId: '1', websiteName: 'shop.example',

  createdBy: 'webshop', createdAt: '2026-01-12 09:30:00', modifiedBy: 'webshop', modifiedAt: '2026-01-12 09:30:00',

  'Customer.id': '1', 'Customer.firstname': 'Sanne', 'Customer.lastname': 'Vries', 'Customer.prefix': 'de',
  'Customer.initials': 'S.M.', 'Customer.gender': 'WOMAN', 'Customer.maritalStatus': 'MARRIED',
  'Customer.birthday': '1988-04-12', 'Customer.poBox': '0', 'Customer.smsOptIn': 'Y', 'Customer.optIn': 'Y',
  'Customer.emailType': 'MULTIPART', 'Customer.mailStatus': 'ACTIVE', 'Customer.status': 'CUSTOMER',
  'Customer.userName': '', 'Customer.password': '', 'CustomerOption.name': 'shoeSize', 'CustomerOption.value': '39',

  'Group.id': '2', 'Group.parentId': '1', 'Group.name': 'Weekly', 'Group.customerCount': '8',
  'Group.customerCountRecursive': '8', 'Group.countDate': '2026-01-12 09:30:00',
  'GroupMembership.isMember': 'true', 'GroupMembership.startedAt': '2026-01-12 09:30:00',

  'Option.name': 'coupon', 'Option.value': 'SPRING-10', 'MethodOptions.method': 'email_sendToCustomer',
  'Resource.id': '1', 'Resource.type': 'CUSTOMER_SET', 'Resource.status': 'READY', 'Resource.size': '20',

  'Email.id': '201', 'Email.type': 'MULTIPART', 'Email.class': 'EMAIL', 'Email.name': 'Spring news',
  'Email.fromAddress': 'news@example.com', 'Email.fromName': 'The shop', 'Email.subject': 'Spring is here',
  'Email.htmlContent': '<p>Hello {{manual field=\'coupon\'}}</p>', 'Email.textContent': 'Hello',
  'EmailBlockContainer.id': '41', 'EmailBlockContainer.name': 'header', 'EmailBlock.id': '77',
  'EmailBlock.name': 'first', 'EmailBlock.content': '<h1>Spring</h1>',
  'Sms.id': '77', 'Sms.name': 'Parcel', 'Sms.fromName': 'The shop', 'Sms.plainText': 'Your parcel is on its way',
  'Sms.maxSmsMessages': '1', 'SmsBlockContainer.id': '12', 'SmsBlockContainer.name': 'text', 'SmsBlock.id': '13',
  'SmsBlock.name': 'first', 'SmsBlock.content': 'Your parcel',

  'Mailing.id': '905', 'Mailing.contentName': 'Spring news', 'Mailing.customers': '482', 'Mailing.received': '480',
  'Mailing.startedAt': '2026-01-12 10:00:00', 'Mailing.endedAt': '2026-01-12 10:04:10',
  'MailingLink.id': '3301', 'MailingLink.url': 'https://shop.example/spring', 'MailingLink.track': 'true',
  'Tag.id': '4', 'Tag.name': 'spring', 'Tag.weight': '1',
  'Delivery.id': '905-1', 'Delivery.deliveryDate': '2026-01-12 10:00:03',
  'Open.id': '9120', 'Open.openedAt': '2026-01-12 11:20:00', 'Click.id': '7714',
  'Click.clickedAt': '2026-01-12 11:21:00', 'Bounce.id': '5501', 'Bounce.bouncedAt': '2026-01-12 10:00:09',
  'Complaint.id': '61', 'Complaint.complaintAt': '2026-01-12 12:00:00', 'BrowserInformation.name': 'Firefox',

  'CampaignStatistics.uniqueCustomers': '482', 'CampaignStatistics.mailableCustomers': '470',
  'CampaignObjectStatisticsOption.id': '1:in', 'CampaignObjectStatisticsOption.name': 'in',
  'CampaignObjectStatisticsOption.value': '210', 'CampaignObjectStatisticsOption.hasCustomerSet': 'true',

  'MagentoOrder.externalOrderId': '100000231', 'MagentoOrder.status': 'complete', 'MagentoOrder.total': '59.95',
  'MagentoOrder.currency': 'EUR', 'MagentoOrder.orderDate': '1768212000', 'MagentoProduct.externalProductId': '8812',
  'MagentoProduct.sku': 'SH-42', 'MagentoProduct.name': 'Shoe', 'MagentoProduct.quantity': '1',
  'MagentoProduct.price': '59.95', 'MagentoCategory.externalCategoryId': '15', 'MagentoCategory.name': 'Shoes',
  'MagentoAbandonedOrder.quoteId': '5512', 'MagentoAbandonedOrder.total': '59.95',
  'MagentoAbandonedOrder.createDate': '1768212000', 'MagentoShipment.externalShipmentId': '300000077',
  'MagentoShipment.externalOrderId': '100000231', 'MagentoShipment.shippingDate': '1768212000',
  'MagentoCreditMemo.externalOrderId': '100000231', 'MagentoCreditMemo.grandTotal': '59.95',
  'MagentoCreditMemoItem.externalProductId': '8812', 'MagentoCreditMemoItem.quantity': '1',
  'MagentoEmail.name': 'Cart reminder', 'MagentoEmail.type': 'MULTIPART', 'MagentoEmail.subject': 'Still interested?',
};

/**
 * Of operations that change something, in place of the values above: they are about another customer and group than
 * those which look-ups find. Parameters by `.name`.
 */
export const CHANGED_VALUES: Readonly<Record<string, string>> = {
  '.customerId': '20', '.accountId': 'vvisser', '.groupId': '12',
  'Customer.id': '20', 'Customer.firstname': 'Vera', 'Customer.lastname': 'Visser', 'Customer.prefix': '',
  'Customer.initials': 'V.', 'Customer.maritalStatus': 'UNKNOWN', 'Customer.birthday': '1984-05-17',
  'Customer.emailAddress': 'v.visser@example.com', 'Customer.externalId': 'C-2001',
  'Customer.mobilePhone': '+31600000020', 'CustomerOption.customerId': '20', 'Account.accountId': 'vvisser',
  'Group.id': '12', 'Group.name': 'Spring sale', 'Group.customerCount': '0', 'Group.customerCountRecursive': '0',
};

/** Of an object in a sample request only these fields are shown, where they have a value; of others all that have. */
export const SAMPLE_REQUEST_FIELDS: Readonly<Record<string, readonly string[]>> = {
  Customer: ['id', 'lastname', 'firstname', 'emailAddress', 'externalId', 'options'],
  CustomerOption: ['name', 'value'],
  Group: ['id', 'parentId', 'name'],
  Email: ['id', 'folder', 'type', 'name', 'fromAddress', 'fromName', 'subject', 'htmlContent', 'textContent'],
  Mailing: ['id'],
  MailingLink: ['mailingId', 'id'],
  Sms: ['id', 'name', 'fromName', 'plainText'],
  Option: ['name', 'value'],
  MagentoProduct: ['externalProductId', 'sku', 'name', 'quantity', 'price'],
};
