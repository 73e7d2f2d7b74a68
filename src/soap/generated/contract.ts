// Made from wsdl/clang-1.24.wsdl by "npm run generate"; not edited by hand.

/*
 * xsd:long and xsd:integer are canonical digit text, xsd:double a number, lists plain arrays.
 * In an answer undefined and null are nil (absent before 1.24), '' is an empty element. An argument is undefined when
 * absent, nil or empty, but for xsd:string, where empty is ''; the token (uuid) is not among them.
 */

export interface Account {
  network?: string | null | undefined;
  accountId?: string | null | undefined;
}

export interface Bounce {
  id?: string | null | undefined;
  customerId?: string | null | undefined;
  mailingId?: string | null | undefined;
  bouncedAt?: string | null | undefined;
  rule?: string | null | undefined;
  category?: string | null | undefined;
}

export interface BrowserInformation {
  name?: string | null | undefined;
  version?: string | null | undefined;
  platform?: string | null | undefined;
  country?: string | null | undefined;
  httpAcceptCharset?: string | null | undefined;
  httpAcceptLanguage?: string | null | undefined;
  httpAcceptEncoding?: string | null | undefined;
  httpAccept?: string | null | undefined;
  httpUserAgent?: string | null | undefined;
}

export interface CampaignObjectStatistics {
  campaignId?: string | null | undefined;
  campaignObjectId?: string | null | undefined;
  options?: CampaignObjectStatisticsOption[] | null | undefined;
}

export interface CampaignObjectStatisticsOption {
  id?: string | null | undefined;
  name?: string | null | undefined;
  value?: string | null | undefined;
  hasCustomerSet?: boolean | null | undefined;
}

export interface CampaignStatistics {
  smsableCustomers?: string | null | undefined;
  uniqueCustomers?: string | null | undefined;
  mailableCustomers?: string | null | undefined;
  uniqueEmailAddresses?: string | null | undefined;
  uniqueMobilePhoneNumbers?: string | null | undefined;
}

export interface Click {
  link?: MailingLink | null | undefined;
  id?: string | null | undefined;
  customerId?: string | null | undefined;
  mailingId?: string | null | undefined;
  clickedAt?: string | null | undefined;
  browserInformation?: BrowserInformation | null | undefined;
}

export interface Complaint {
  feedbackloop?: string | null | undefined;
  id?: string | null | undefined;
  customerId?: string | null | undefined;
  mailingId?: string | null | undefined;
  complaintAt?: string | null | undefined;
}

export interface Customer {
  complaintCount?: string | null | undefined;
  accounts?: Account[] | null | undefined;
  smsOptIn?: string | null | undefined;
  optIn?: string | null | undefined;
  id?: string | null | undefined;
  title?: string | null | undefined;
  lastname?: string | null | undefined;
  firstname?: string | null | undefined;
  middlename?: string | null | undefined;
  prefix?: string | null | undefined;
  suffix?: string | null | undefined;
  initials?: string | null | undefined;
  gender?: string | null | undefined;
  maritalStatus?: string | null | undefined;
  birthday?: string | null | undefined;
  birthplace?: string | null | undefined;
  address?: string | null | undefined;
  address2?: string | null | undefined;
  address3?: string | null | undefined;
  addressNumber?: string | null | undefined;
  addressNumberSuffix?: string | null | undefined;
  zipCode?: string | null | undefined;
  poBox?: string | null | undefined;
  city?: string | null | undefined;
  state?: string | null | undefined;
  country?: string | null | undefined;
  companyName?: string | null | undefined;
  department?: string | null | undefined;
  alternateAddress?: string | null | undefined;
  alternateAddress2?: string | null | undefined;
  alternateAddress3?: string | null | undefined;
  alternateAddressNumber?: string | null | undefined;
  alternateAddressNumberSuffix?: string | null | undefined;
  alternateZipCode?: string | null | undefined;
  alternateCity?: string | null | undefined;
  alternateState?: string | null | undefined;
  alternateCountry?: string | null | undefined;
  contactMan?: string | null | undefined;
  jobTitle?: string | null | undefined;
  workPhone?: string | null | undefined;
  workExtension?: string | null | undefined;
  workMobile?: string | null | undefined;
  homePhone?: string | null | undefined;
  mobilePhone?: string | null | undefined;
  faxNumber?: string | null | undefined;
  emailAddress?: string | null | undefined;
  alternateEmailAddress?: string | null | undefined;
  emailType?: string | null | undefined;
  mailStatus?: string | null | undefined;
  softBounceCount?: string | null | undefined;
  hardBounceCount?: string | null | undefined;
  website?: string | null | undefined;
  imageUrl?: string | null | undefined;
  status?: string | null | undefined;
  externalId?: string | null | undefined;
  userName?: string | null | undefined;
  password?: string | null | undefined;
  createdBy?: string | null | undefined;
  createdAt?: string | null | undefined;
  modifiedBy?: string | null | undefined;
  modifiedAt?: string | null | undefined;
  options?: CustomerOption[] | null | undefined;
}

export interface CustomerOption {
  identifier?: string | null | undefined;
  customerId?: string | null | undefined;
  name?: string | null | undefined;
  value?: string | null | undefined;
}

export interface Delivery {
  id?: string | null | undefined;
  status?: string | null | undefined;
  customer?: Customer | null | undefined;
  mailingId?: string | null | undefined;
  deliveryDate?: string | null | undefined;
  firstOpenDate?: string | null | undefined;
  lastOpenDate?: string | null | undefined;
  firstClickDate?: string | null | undefined;
  lastClickDate?: string | null | undefined;
  opens?: Open[] | null | undefined;
  clicks?: Click[] | null | undefined;
  bounce?: Bounce | null | undefined;
  complaint?: Complaint | null | undefined;
}

export interface Email {
  defaultMailingType?: string | null | undefined;
  folder?: string | null | undefined;
  class?: string | null | undefined;
  id?: string | null | undefined;
  type?: string | null | undefined;
  templateId?: string | null | undefined;
  name?: string | null | undefined;
  campaignId?: string | null | undefined;
  fromAddress?: string | null | undefined;
  fromName?: string | null | undefined;
  replyToAddress?: string | null | undefined;
  replyToName?: string | null | undefined;
  subject?: string | null | undefined;
  createdBy?: string | null | undefined;
  createdAt?: string | null | undefined;
  modifiedBy?: string | null | undefined;
  modifiedAt?: string | null | undefined;
  htmlContent?: string | null | undefined;
  htmlBlocks?: EmailBlockContainer[] | null | undefined;
  textContent?: string | null | undefined;
}

export interface EmailBlock {
  id?: string | null | undefined;
  name?: string | null | undefined;
  content?: string | null | undefined;
}

export interface EmailBlockContainer {
  id?: string | null | undefined;
  name?: string | null | undefined;
  type?: string | null | undefined;
  defaultBlockId?: string | null | undefined;
  blocks?: EmailBlock[] | null | undefined;
}

export interface Group {
  id?: string | null | undefined;
  parentId?: string | null | undefined;
  name?: string | null | undefined;
  description?: string | null | undefined;
  createdBy?: string | null | undefined;
  createdAt?: string | null | undefined;
  modifiedBy?: string | null | undefined;
  modifiedAt?: string | null | undefined;
  countDate?: string | null | undefined;
  customerCountRecursive?: string | null | undefined;
  customerCount?: string | null | undefined;
}

export interface GroupMembership {
  groupId?: string | null | undefined;
  customerId?: string | null | undefined;
  isMember?: boolean | null | undefined;
  startedAt?: string | null | undefined;
}

export interface MagentoAbandonedOrder {
  id?: string | null | undefined;
  quoteId?: string | null | undefined;
  storeview?: string | null | undefined;
  storeviewId?: string | null | undefined;
  customerId?: string | null | undefined;
  subtotal?: number | null | undefined;
  total?: number | null | undefined;
  taxAmount?: number | null | undefined;
  discount?: number | null | undefined;
  currency?: string | null | undefined;
  createDate?: string | null | undefined;
  products?: MagentoProduct[] | null | undefined;
}

export interface MagentoCategory {
  id?: string | null | undefined;
  externalCategoryId?: string | null | undefined;
  name?: string | null | undefined;
}

export interface MagentoCreditMemo {
  id?: string | null | undefined;
  externalOrderId?: string | null | undefined;
  customerId?: string | null | undefined;
  globalCurrencyCode?: string | null | undefined;
  storeCurrencyCode?: string | null | undefined;
  orderCurrencyCode?: string | null | undefined;
  storeToBaseRate?: number | null | undefined;
  storeToOrderRate?: number | null | undefined;
  discountDescription?: string | null | undefined;
  shippingTaxAmount?: number | null | undefined;
  totalQuantity?: string | null | undefined;
  adjustmentPositive?: string | null | undefined;
  adjustmentNegative?: string | null | undefined;
  subtotal?: number | null | undefined;
  subtotalInclTax?: number | null | undefined;
  grandTotal?: number | null | undefined;
  taxAmount?: number | null | undefined;
  discountAmount?: number | null | undefined;
  shippingAmount?: number | null | undefined;
  shippingInclTax?: number | null | undefined;
  adjustment?: string | null | undefined;
  hiddenTaxAmount?: number | null | undefined;
  offlineRequested?: string | null | undefined;
  doTransaction?: boolean | null | undefined;
  state?: string | null | undefined;
  incrementId?: string | null | undefined;
  createdAt?: string | null | undefined;
  updatedAt?: string | null | undefined;
  baseCurrencyCode?: string | null | undefined;
  baseToGlobalRate?: number | null | undefined;
  baseToOrderRate?: number | null | undefined;
  baseShippingTaxAmount?: number | null | undefined;
  baseShippingAmount?: number | null | undefined;
  baseAdjustmentPositive?: number | null | undefined;
  baseAdjustmentNegative?: number | null | undefined;
  baseSubtotal?: number | null | undefined;
  baseSubtotalInclTax?: number | null | undefined;
  baseGrandTotal?: number | null | undefined;
  baseTaxAmount?: number | null | undefined;
  baseDiscountAmount?: number | null | undefined;
  baseShippingInclTax?: number | null | undefined;
  baseCost?: number | null | undefined;
  baseAdjustment?: number | null | undefined;
  baseHiddenTaxAmount?: number | null | undefined;
  items?: MagentoCreditMemoItem[] | null | undefined;
}

export interface MagentoCreditMemoItem {
  storeId?: string | null | undefined;
  orderItemId?: string | null | undefined;
  externalProductId?: string | null | undefined;
  sku?: string | null | undefined;
  name?: string | null | undefined;
  price?: number | null | undefined;
  priceInclTax?: number | null | undefined;
  weeeTaxApplied?: string | null | undefined;
  weeeTaxAppliedAmount?: number | null | undefined;
  weeeTaxAppliedRowAmount?: number | null | undefined;
  weeeTaxDisposition?: string | null | undefined;
  weeeTaxRowDisposition?: string | null | undefined;
  quantity?: string | null | undefined;
  rowTotal?: number | null | undefined;
  rowTotalInclTax?: number | null | undefined;
  taxAmount?: number | null | undefined;
  hiddenTaxAmount?: number | null | undefined;
  backToStock?: string | null | undefined;
  createdAt?: string | null | undefined;
  updatedAt?: string | null | undefined;
  basePrice?: number | null | undefined;
  baseCost?: number | null | undefined;
  basePriceInclTax?: number | null | undefined;
  baseWeeeTaxAppliedAmount?: number | null | undefined;
  baseWeeeTaxAppliedRowAmount?: number | null | undefined;
  baseWeeeTaxAppliedRowAmnt?: number | null | undefined;
  baseWeeeTaxDisposition?: string | null | undefined;
  baseWeeeTaxRowDisposition?: string | null | undefined;
  baseRowTotal?: number | null | undefined;
  baseRowTotalInclTax?: number | null | undefined;
  baseTaxAmount?: number | null | undefined;
  baseHiddenTaxAmount?: number | null | undefined;
}

export interface MagentoEmail {
  folder?: string | null | undefined;
  class?: string | null | undefined;
  id?: string | null | undefined;
  type?: string | null | undefined;
  templateId?: string | null | undefined;
  name?: string | null | undefined;
  campaignId?: string | null | undefined;
  fromAddress?: string | null | undefined;
  fromName?: string | null | undefined;
  replyToAddress?: string | null | undefined;
  replyToName?: string | null | undefined;
  subject?: string | null | undefined;
  createdBy?: string | null | undefined;
  createdAt?: string | null | undefined;
  modifiedBy?: string | null | undefined;
  modifiedAt?: string | null | undefined;
  htmlContent?: string | null | undefined;
  htmlBlocks?: EmailBlockContainer[] | null | undefined;
  textContent?: string | null | undefined;
}

export interface MagentoOrder {
  quoteId?: string | null | undefined;
  subtotalInclTax?: number | null | undefined;
  couponCode?: string | null | undefined;
  totalQtyOrdered?: string | null | undefined;
  weight?: number | null | undefined;
  taxString?: string | null | undefined;
  shippingInclTax?: number | null | undefined;
  discountDescription?: string | null | undefined;
  shippingDiscountAmount?: number | null | undefined;
  totalItemCount?: string | null | undefined;
  status?: string | null | undefined;
  externalOrderId?: string | null | undefined;
  note?: string | null | undefined;
  id?: string | null | undefined;
  storeview?: string | null | undefined;
  customerId?: string | null | undefined;
  subtotal?: number | null | undefined;
  total?: number | null | undefined;
  taxAmount?: number | null | undefined;
  shippingCost?: number | null | undefined;
  discount?: number | null | undefined;
  currency?: string | null | undefined;
  rewardPoints?: string | null | undefined;
  billingFirstname?: string | null | undefined;
  billingMiddlename?: string | null | undefined;
  billingTitle?: string | null | undefined;
  billingLastname?: string | null | undefined;
  billingAddress?: string | null | undefined;
  billingZipCode?: string | null | undefined;
  billingPoBox?: string | null | undefined;
  billingCity?: string | null | undefined;
  billingState?: string | null | undefined;
  billingCountry?: string | null | undefined;
  billingCompanyName?: string | null | undefined;
  billingPhone?: string | null | undefined;
  billingEmailAddress?: string | null | undefined;
  shippingFirstname?: string | null | undefined;
  shippingMiddlename?: string | null | undefined;
  shippingTitle?: string | null | undefined;
  shippingLastname?: string | null | undefined;
  shippingAddress?: string | null | undefined;
  shippingZipCode?: string | null | undefined;
  shippingPoBox?: string | null | undefined;
  shippingCity?: string | null | undefined;
  shippingState?: string | null | undefined;
  shippingCountry?: string | null | undefined;
  shippingCompanyName?: string | null | undefined;
  shippingPhone?: string | null | undefined;
  paymentMethod?: string | null | undefined;
  shippingMethod?: string | null | undefined;
  orderDate?: string | null | undefined;
  products?: MagentoProduct[] | null | undefined;
  billingPrefix?: string | null | undefined;
  billingSuffix?: string | null | undefined;
  shippingPrefix?: string | null | undefined;
  shippingSuffix?: string | null | undefined;
}

export interface MagentoProduct {
  storeId?: string | null | undefined;
  orderItemId?: string | null | undefined;
  attributes?: Option[] | null | undefined;
  id?: string | null | undefined;
  externalProductId?: string | null | undefined;
  sku?: string | null | undefined;
  name?: string | null | undefined;
  description?: string | null | undefined;
  url?: string | null | undefined;
  image?: string | null | undefined;
  orderId?: string | null | undefined;
  quantity?: string | null | undefined;
  priceEx?: number | null | undefined;
  price?: number | null | undefined;
  discount?: number | null | undefined;
  categories?: MagentoCategory[] | null | undefined;
  related?: string[] | null | undefined;
  upSell?: string[] | null | undefined;
  crossSell?: string[] | null | undefined;
}

export interface MagentoShipment {
  id?: string | null | undefined;
  externalShipmentId?: string | null | undefined;
  externalOrderId?: string | null | undefined;
  storeview?: string | null | undefined;
  customerId?: string | null | undefined;
  billingFirstname?: string | null | undefined;
  billingMiddlename?: string | null | undefined;
  billingPrefix?: string | null | undefined;
  billingSuffix?: string | null | undefined;
  billingLastname?: string | null | undefined;
  billingAddress?: string | null | undefined;
  billingZipCode?: string | null | undefined;
  billingPoBox?: string | null | undefined;
  billingCity?: string | null | undefined;
  billingState?: string | null | undefined;
  billingCountry?: string | null | undefined;
  billingCompanyName?: string | null | undefined;
  billingPhone?: string | null | undefined;
  billingEmailAddress?: string | null | undefined;
  shippingFirstname?: string | null | undefined;
  shippingMiddlename?: string | null | undefined;
  shippingPrefix?: string | null | undefined;
  shippingSuffix?: string | null | undefined;
  shippingLastname?: string | null | undefined;
  shippingAddress?: string | null | undefined;
  shippingZipCode?: string | null | undefined;
  shippingPoBox?: string | null | undefined;
  shippingCity?: string | null | undefined;
  shippingState?: string | null | undefined;
  shippingCountry?: string | null | undefined;
  shippingCompanyName?: string | null | undefined;
  shippingPhone?: string | null | undefined;
  shippingDate?: string | null | undefined;
  products?: MagentoProduct[] | null | undefined;
}

export interface Mailing {
  plannedFor?: string | null | undefined;
  uniqueClicks?: string | null | undefined;
  uniqueOpens?: string | null | undefined;
  received?: string | null | undefined;
  campaignId?: string | null | undefined;
  campaignName?: string | null | undefined;
  id?: string | null | undefined;
  contentName?: string | null | undefined;
  sourceType?: string | null | undefined;
  sourceName?: string | null | undefined;
  customers?: string | null | undefined;
  throttle?: string | null | undefined;
  status?: string | null | undefined;
  links?: MailingLink[] | null | undefined;
  type?: string | null | undefined;
  description?: string | null | undefined;
  startedAt?: string | null | undefined;
  endedAt?: string | null | undefined;
  bounces?: string | null | undefined;
  opens?: string | null | undefined;
  clicks?: string | null | undefined;
  complaints?: string | null | undefined;
}

export interface MailingLink {
  mailingId?: string | null | undefined;
  id?: string | null | undefined;
  url?: string | null | undefined;
  description?: string | null | undefined;
  track?: boolean | null | undefined;
  source?: boolean | null | undefined;
  tags?: Tag[] | null | undefined;
  google_source?: string | null | undefined;
  google_medium?: string | null | undefined;
  google_term?: string | null | undefined;
  google_content?: string | null | undefined;
  google_campaign?: string | null | undefined;
  sitestat_campaign?: string | null | undefined;
  sitestat_source?: string | null | undefined;
  sitestat_mchannel?: string | null | undefined;
  sitestat_linkname?: string | null | undefined;
  sitestat_fee?: string | null | undefined;
}

export interface MethodOptions {
  method?: string | null | undefined;
  options?: Option[] | null | undefined;
}

export interface Open {
  id?: string | null | undefined;
  customerId?: string | null | undefined;
  mailingId?: string | null | undefined;
  openedAt?: string | null | undefined;
  browserInformation?: BrowserInformation | null | undefined;
}

export interface Option {
  type?: string | null | undefined;
  name?: string | null | undefined;
  value?: string | null | undefined;
}

export interface Resource {
  id?: string | null | undefined;
  type?: string | null | undefined;
  status?: string | null | undefined;
  size?: string | null | undefined;
}

export interface Sms {
  id?: string | null | undefined;
  campaignId?: string | null | undefined;
  name?: string | null | undefined;
  fromName?: string | null | undefined;
  plainText?: string | null | undefined;
  enableUnicodeSupport?: boolean | null | undefined;
  maxSmsMessages?: string | null | undefined;
  createdBy?: string | null | undefined;
  createdAt?: string | null | undefined;
  modifiedBy?: string | null | undefined;
  modifiedAt?: string | null | undefined;
  textBlocks?: SmsBlockContainer[] | null | undefined;
}

export interface SmsBlock {
  id?: string | null | undefined;
  name?: string | null | undefined;
  content?: string | null | undefined;
}

export interface SmsBlockContainer {
  id?: string | null | undefined;
  name?: string | null | undefined;
  type?: string | null | undefined;
  defaultBlockId?: string | null | undefined;
  blocks?: SmsBlock[] | null | undefined;
}

export interface Tag {
  id?: string | null | undefined;
  name?: string | null | undefined;
  weight?: string | null | undefined;
}

export interface Operations {
  account_addToCustomer: {
    args: {
      customerId?: string | undefined;
      accountId?: string | undefined;
      network?: string | undefined;
    };
    msg: boolean;
  };
  account_deleteFromCustomer: {
    args: {
      customerId?: string | undefined;
      accountId?: string | undefined;
      network?: string | undefined;
    };
    msg: boolean;
  };
  bounce_getById: {
    args: {
      bounceId?: string | undefined;
    };
    msg: Bounce;
  };
  bounceSet_getBounce: {
    args: {
      resourceId?: string | undefined;
      index?: string | undefined;
    };
    msg: Bounce;
  };
  bounceSet_getBounceIds: {
    args: {
      resourceId?: string | undefined;
      offset?: string | undefined;
      size?: string | undefined;
    };
    msg: string[];
  };
  bounceSet_getBounces: {
    args: {
      resourceId?: string | undefined;
      offset?: string | undefined;
      size?: string | undefined;
    };
    msg: Bounce[];
  };
  campaign_addMember: {
    args: {
      campaignId?: string | undefined;
      customerId?: string | undefined;
    };
    msg: boolean;
  };
  campaign_execute: {
    args: {
      campaignId?: string | undefined;
      options?: Option[] | undefined;
    };
    msg: Option[];
  };
  campaign_executeAsync: {
    args: {
      campaignId?: string | undefined;
      options?: Option[] | undefined;
    };
    msg: boolean;
  };
  campaign_getAllExecutable: {
    args: Record<never, never>;
    msg: Option[];
  };
  campaign_getMembers: {
    args: {
      campaignId?: string | undefined;
    };
    msg: string;
  };
  campaign_hasMember: {
    args: {
      campaignId?: string | undefined;
      customerId?: string | undefined;
    };
    msg: boolean;
  };
  campaign_removeMember: {
    args: {
      campaignId?: string | undefined;
      customerId?: string | undefined;
    };
    msg: boolean;
  };
  campaignObjectStatistics_getByCampaignObjectId: {
    args: {
      campaignObjectId?: string | undefined;
    };
    msg: CampaignObjectStatistics;
  };
  campaignObjectStatisticsOption_getCustomerSet: {
    args: {
      campaignObjectStatisiticsOptionId?: string | undefined;
    };
    msg: string;
  };
  campaignStatistics_getByCampaignId: {
    args: {
      campaignId?: string | undefined;
    };
    msg: CampaignStatistics;
  };
  campaignStatistics_getCustomerSet: {
    args: {
      campaignId?: string | undefined;
    };
    msg: string;
  };
  click_getById: {
    args: {
      clickId?: string | undefined;
    };
    msg: Click;
  };
  clickSet_getClick: {
    args: {
      resourceId?: string | undefined;
      index?: string | undefined;
    };
    msg: Click;
  };
  clickSet_getClickIds: {
    args: {
      resourceId?: string | undefined;
      offset?: string | undefined;
      size?: string | undefined;
    };
    msg: string[];
  };
  clickSet_getClicks: {
    args: {
      resourceId?: string | undefined;
      offset?: string | undefined;
      size?: string | undefined;
    };
    msg: Click[];
  };
  complaintSet_getComplaint: {
    args: {
      resourceId?: string | undefined;
      index?: string | undefined;
    };
    msg: Complaint;
  };
  complaintSet_getComplaintIds: {
    args: {
      resourceId?: string | undefined;
      offset?: string | undefined;
      size?: string | undefined;
    };
    msg: string[];
  };
  complaintSet_getComplaints: {
    args: {
      resourceId?: string | undefined;
      offset?: string | undefined;
      size?: string | undefined;
    };
    msg: Complaint[];
  };
  conversionTracking_track: {
    args: {
      keywords?: Option[] | undefined;
      id?: string | undefined;
    };
    msg: boolean;
  };
  customer_create: {
    args: Record<never, never>;
    msg: Customer;
  };
  customer_delete: {
    args: {
      customer?: Customer | undefined;
    };
    msg: boolean;
  };
  customer_getAll: {
    args: Record<never, never>;
    msg: string;
  };
  customer_getByAccountId: {
    args: {
      accountId?: string | undefined;
      network?: string | undefined;
    };
    msg: Customer;
  };
  customer_getByEmailAddress: {
    args: {
      emailAddress?: string | undefined;
    };
    msg: Customer[];
  };
  customer_getByExternalId: {
    args: {
      externalId?: string | undefined;
    };
    msg: Customer[];
  };
  customer_getById: {
    args: {
      customerId?: string | undefined;
    };
    msg: Customer;
  };
  customer_getByMobilePhone: {
    args: {
      mobilePhone?: string | undefined;
    };
    msg: Customer[];
  };
  customer_getByObject: {
    args: {
      customer?: Customer | undefined;
    };
    msg: string;
  };
  customer_getByUserNameAndPassword: {
    args: {
      userName?: string | undefined;
      password?: string | undefined;
    };
    msg: Customer[];
  };
  customer_getGroups: {
    args: {
      customerId?: string | undefined;
    };
    msg: Group[];
  };
  customer_getTotalNumberOfCustomers: {
    args: Record<never, never>;
    msg: string;
  };
  customer_insert: {
    args: {
      customer?: Customer | undefined;
    };
    msg: Customer;
  };
  customer_insertBulkUnique: {
    args: {
      customers?: Customer[] | undefined;
      uniqueCustomerFields?: string[] | undefined;
      uniqueOptionFields?: string[] | undefined;
    };
    msg: Customer[];
  };
  customer_insertUnique: {
    args: {
      customer?: Customer | undefined;
      uniqueCustomerFields?: string[] | undefined;
      uniqueOptionFields?: string[] | undefined;
    };
    msg: Customer;
  };
  customer_update: {
    args: {
      customer?: Customer | undefined;
    };
    msg: Customer;
  };
  customer_upsert: {
    args: {
      customer?: Customer | undefined;
    };
    msg: Customer;
  };
  customerSet_getCustomer: {
    args: {
      resourceId?: string | undefined;
      index?: string | undefined;
    };
    msg: Customer;
  };
  customerSet_getCustomerIds: {
    args: {
      resourceId?: string | undefined;
      offset?: string | undefined;
      size?: string | undefined;
    };
    msg: string[];
  };
  customerSet_getCustomers: {
    args: {
      resourceId?: string | undefined;
      offset?: string | undefined;
      size?: string | undefined;
    };
    msg: Customer[];
  };
  deliverySet_getDeliveries: {
    args: {
      resourceId?: string | undefined;
      offset?: string | undefined;
      size?: string | undefined;
    };
    msg: Delivery[];
  };
  deliverySet_getDelivery: {
    args: {
      resourceId?: string | undefined;
      index?: string | undefined;
    };
    msg: Delivery;
  };
  email_create: {
    args: Record<never, never>;
    msg: Email;
  };
  email_delete: {
    args: {
      emailId?: string | undefined;
    };
    msg: boolean;
  };
  email_getAll: {
    args: Record<never, never>;
    msg: Email[];
  };
  email_getById: {
    args: {
      emailId?: string | undefined;
    };
    msg: Email;
  };
  email_getByObject: {
    args: {
      email?: Email | undefined;
    };
    msg: Email[];
  };
  email_hasChanged: {
    args: {
      broadcastId?: string | undefined;
    };
    msg: boolean;
  };
  email_insert: {
    args: {
      email?: Email | undefined;
    };
    msg: Email;
  };
  email_listOptions: {
    args: Record<never, never>;
    msg: MethodOptions[];
  };
  email_sendToCustomer: {
    args: {
      emailId?: string | undefined;
      customerId?: string | undefined;
      manualOptions?: Option[] | undefined;
      options?: Option[] | undefined;
    };
    msg: boolean;
  };
  email_sendToCustomers: {
    args: {
      emailId?: string | undefined;
      customerIds?: string[] | undefined;
      manualOptions?: Option[] | undefined;
      options?: Option[] | undefined;
    };
    msg: boolean;
  };
  email_sendToGroup: {
    args: {
      emailId?: string | undefined;
      groupId?: string | undefined;
      manualOptions?: Option[] | undefined;
      options?: Option[] | undefined;
    };
    msg: boolean;
  };
  email_sendToProfile: {
    args: {
      emailId?: string | undefined;
      profileId?: string | undefined;
      manualOptions?: Option[] | undefined;
      options?: Option[] | undefined;
    };
    msg: boolean;
  };
  email_update: {
    args: {
      email?: Email | undefined;
    };
    msg: Email;
  };
  email_upsert: {
    args: {
      email?: Email | undefined;
    };
    msg: Email;
  };
  filemanager_makeDir: {
    args: {
      folder?: string | undefined;
    };
    msg: boolean;
  };
  group_addMember: {
    args: {
      group?: Group | undefined;
      customer?: Customer | undefined;
    };
    msg: boolean;
  };
  group_addMembersInBulk: {
    args: {
      group?: Group | undefined;
      customers?: Customer[] | undefined;
    };
    msg: boolean;
  };
  group_calculate: {
    args: Record<never, never>;
    msg: boolean;
  };
  group_create: {
    args: Record<never, never>;
    msg: Group;
  };
  group_delete: {
    args: {
      groupId?: string | undefined;
    };
    msg: boolean;
  };
  group_getAll: {
    args: Record<never, never>;
    msg: Group[];
  };
  group_getById: {
    args: {
      groupId?: string | undefined;
    };
    msg: Group;
  };
  group_getByObject: {
    args: {
      group?: Group | undefined;
    };
    msg: Group[];
  };
  group_getChildren: {
    args: {
      group?: Group | undefined;
    };
    msg: Group[];
  };
  group_getMembers: {
    args: {
      groupId?: string | undefined;
      recursive?: boolean | undefined;
    };
    msg: string;
  };
  group_getParent: {
    args: {
      group?: Group | undefined;
    };
    msg: Group;
  };
  group_hasMember: {
    args: {
      groupId?: string | undefined;
      customerId?: string | undefined;
      includeSubGroups?: boolean | undefined;
    };
    msg: GroupMembership;
  };
  group_insert: {
    args: {
      group?: Group | undefined;
    };
    msg: Group;
  };
  group_move: {
    args: {
      group?: Group | undefined;
      newParentId?: string | undefined;
    };
    msg: Group;
  };
  group_removeMember: {
    args: {
      group?: Group | undefined;
      customer?: Customer | undefined;
    };
    msg: boolean;
  };
  group_update: {
    args: {
      group?: Group | undefined;
    };
    msg: Group;
  };
  group_upsert: {
    args: {
      group?: Group | undefined;
    };
    msg: Group;
  };
  magento_customerInsertBulkUnique: {
    args: {
      customers?: Customer[] | undefined;
      websiteId?: string | undefined;
      websiteName?: string | undefined;
    };
    msg: Customer[];
  };
  magento_customerInsertUnique: {
    args: {
      customer?: Customer | undefined;
      websiteId?: string | undefined;
    };
    msg: Customer;
  };
  magento_executeAbandonedCart: {
    args: {
      customerIds?: string[] | undefined;
    };
    msg: string;
  };
  magento_getAvailableCustomerFields: {
    args: {
      lang?: string | undefined;
    };
    msg: Option[];
  };
  magento_getCampaigns: {
    args: Record<never, never>;
    msg: Option[];
  };
  magento_testConnection: {
    args: {
      wsdl?: string | undefined;
      username?: string | undefined;
      password?: string | undefined;
    };
    msg: boolean;
  };
  magentoAbandonedOrder_create: {
    args: Record<never, never>;
    msg: MagentoAbandonedOrder;
  };
  magentoAbandonedOrder_insert: {
    args: {
      order?: MagentoAbandonedOrder | undefined;
    };
    msg: MagentoAbandonedOrder;
  };
  magentoCategory_create: {
    args: Record<never, never>;
    msg: MagentoCategory;
  };
  magentoCategory_upsert: {
    args: {
      category?: MagentoCategory | undefined;
    };
    msg: MagentoCategory;
  };
  magentoCreditMemo_insert: {
    args: {
      creditmemo?: MagentoCreditMemo | undefined;
    };
    msg: MagentoCreditMemo;
  };
  magentoEmail_insert: {
    args: {
      email?: MagentoEmail | undefined;
      campaignName?: string | undefined;
    };
    msg: string;
  };
  magentoOrder_create: {
    args: Record<never, never>;
    msg: MagentoOrder;
  };
  magentoOrder_insert: {
    args: {
      order?: MagentoOrder | undefined;
    };
    msg: MagentoOrder;
  };
  magentoOrder_insertBulk: {
    args: {
      orders?: MagentoOrder[] | undefined;
    };
    msg: MagentoOrder[];
  };
  magentoOrder_update: {
    args: {
      order?: MagentoOrder | undefined;
    };
    msg: boolean;
  };
  magentoProduct_create: {
    args: Record<never, never>;
    msg: MagentoProduct;
  };
  magentoProduct_upsert: {
    args: {
      product?: MagentoProduct | undefined;
      abandoned?: boolean | undefined;
    };
    msg: MagentoProduct;
  };
  magentoShipment_create: {
    args: Record<never, never>;
    msg: MagentoShipment;
  };
  magentoShipment_insert: {
    args: {
      shipment?: MagentoShipment | undefined;
    };
    msg: MagentoShipment;
  };
  mailing_getAll: {
    args: Record<never, never>;
    msg: string;
  };
  mailing_getBounceSet: {
    args: {
      mailing?: Mailing | undefined;
    };
    msg: string;
  };
  mailing_getByCampaignObjectId: {
    args: {
      campaignObjectId?: string | undefined;
    };
    msg: string;
  };
  mailing_getByDate: {
    args: {
      fromDate?: string | undefined;
      toDate?: string | undefined;
    };
    msg: string;
  };
  mailing_getById: {
    args: {
      mailingId?: string | undefined;
    };
    msg: Mailing;
  };
  mailing_getComplaintSet: {
    args: {
      mailing?: Mailing | undefined;
    };
    msg: string;
  };
  mailing_getDeliverySet: {
    args: {
      mailing?: Mailing | undefined;
    };
    msg: string;
  };
  mailing_getOpenSet: {
    args: {
      mailing?: Mailing | undefined;
    };
    msg: string;
  };
  mailing_getQuickmails: {
    args: Record<never, never>;
    msg: string;
  };
  mailing_getQuickmailsByDate: {
    args: {
      fromDate?: string | undefined;
      toDate?: string | undefined;
    };
    msg: string;
  };
  mailingLink_getClickSet: {
    args: {
      mailingLink?: MailingLink | undefined;
    };
    msg: string;
  };
  mailingSet_getMailing: {
    args: {
      resourceId?: string | undefined;
      index?: string | undefined;
    };
    msg: Mailing;
  };
  mailingSet_getMailingIds: {
    args: {
      resourceId?: string | undefined;
      offset?: string | undefined;
      size?: string | undefined;
    };
    msg: string[];
  };
  mailingSet_getMailings: {
    args: {
      resourceId?: string | undefined;
      offset?: string | undefined;
      size?: string | undefined;
    };
    msg: Mailing[];
  };
  open_getById: {
    args: {
      openId?: string | undefined;
    };
    msg: Open;
  };
  openSet_getOpen: {
    args: {
      resourceId?: string | undefined;
      index?: string | undefined;
    };
    msg: Open;
  };
  openSet_getOpenIds: {
    args: {
      resourceId?: string | undefined;
      offset?: string | undefined;
      size?: string | undefined;
    };
    msg: string[];
  };
  openSet_getOpens: {
    args: {
      resourceId?: string | undefined;
      offset?: string | undefined;
      size?: string | undefined;
    };
    msg: Open[];
  };
  resource_free: {
    args: {
      resourceId?: string | undefined;
    };
    msg: boolean;
  };
  resource_getById: {
    args: {
      resourceId?: string | undefined;
    };
    msg: Resource;
  };
  sms_create: {
    args: Record<never, never>;
    msg: Sms;
  };
  sms_delete: {
    args: {
      smsId?: string | undefined;
    };
    msg: boolean;
  };
  sms_getAll: {
    args: Record<never, never>;
    msg: Sms[];
  };
  sms_getById: {
    args: {
      smsId?: string | undefined;
    };
    msg: Sms;
  };
  sms_getByObject: {
    args: {
      sms?: Sms | undefined;
    };
    msg: Sms[];
  };
  sms_hasChanged: {
    args: {
      broadcastId?: string | undefined;
    };
    msg: boolean;
  };
  sms_insert: {
    args: {
      sms?: Sms | undefined;
    };
    msg: Sms;
  };
  sms_listOptions: {
    args: Record<never, never>;
    msg: MethodOptions[];
  };
  sms_sendToCustomer: {
    args: {
      smsId?: string | undefined;
      customerId?: string | undefined;
      manualOptions?: Option[] | undefined;
      options?: Option[] | undefined;
    };
    msg: boolean;
  };
  sms_sendToCustomers: {
    args: {
      smsId?: string | undefined;
      customerIds?: string[] | undefined;
      manualOptions?: Option[] | undefined;
      options?: Option[] | undefined;
    };
    msg: boolean;
  };
  sms_sendToGroup: {
    args: {
      smsId?: string | undefined;
      groupId?: string | undefined;
      options?: Option[] | undefined;
    };
    msg: boolean;
  };
  sms_sendToProfile: {
    args: {
      smsId?: string | undefined;
      profileId?: string | undefined;
    };
    msg: boolean;
  };
  sms_update: {
    args: {
      sms?: Sms | undefined;
    };
    msg: Sms;
  };
  sms_upsert: {
    args: {
      sms?: Sms | undefined;
    };
    msg: Sms;
  };
}
