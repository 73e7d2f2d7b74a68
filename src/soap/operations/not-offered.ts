/**
 * Operations whose families are not built yet. They are in the contract, so a client may call them: the token
 * and the right are checked as everywhere, then the call is refused with fault 501. Only the two listOptions
 * answer: clients call them first to test a token (soap.md 4), so they give an empty list.
 */
import type { Right } from '../../access/index.ts';
import { failure } from '../../errors.ts';
import type { Operation, OperationName } from '../operation.ts';

type Refused<Name extends OperationName> = { readonly [Each in Name]: Operation<Each> };

const noOptions = { right: 'data.read', act: () => [] } as const;

export const operationsNotOffered = {
  email_listOptions: noOptions,
  sms_listOptions: noOptions,

  ...refused('data.read', [
    'bounce_getById', 'bounceSet_getBounce', 'bounceSet_getBounceIds', 'bounceSet_getBounces',
    'click_getById', 'clickSet_getClick', 'clickSet_getClickIds', 'clickSet_getClicks',
    'complaintSet_getComplaint', 'complaintSet_getComplaintIds', 'complaintSet_getComplaints',
    'deliverySet_getDeliveries', 'deliverySet_getDelivery',
    'email_create', 'email_getAll', 'email_getById', 'email_getByObject', 'email_hasChanged',
    'magento_getAvailableCustomerFields', 'magento_getCampaigns', 'magento_testConnection',
    'magentoAbandonedOrder_create', 'magentoCategory_create', 'magentoOrder_create', 'magentoProduct_create',
    'magentoShipment_create',
    'mailing_getAll', 'mailing_getBounceSet', 'mailing_getByCampaignObjectId', 'mailing_getByDate',
    'mailing_getById', 'mailing_getComplaintSet', 'mailing_getDeliverySet', 'mailing_getOpenSet',
    'mailing_getQuickmails', 'mailing_getQuickmailsByDate', 'mailingLink_getClickSet',
    'mailingSet_getMailing', 'mailingSet_getMailingIds', 'mailingSet_getMailings',
    'open_getById', 'openSet_getOpen', 'openSet_getOpenIds', 'openSet_getOpens',
    'sms_create', 'sms_getAll', 'sms_getById', 'sms_getByObject', 'sms_hasChanged',
  ]),

  ...refused('data.write', [
    'conversionTracking_track',
    'email_delete', 'email_insert', 'email_update', 'email_upsert',
    'filemanager_makeDir',
    'magento_customerInsertBulkUnique', 'magento_customerInsertUnique',
    'magentoAbandonedOrder_insert', 'magentoCategory_upsert', 'magentoCreditMemo_insert', 'magentoEmail_insert',
    'magentoOrder_insert', 'magentoOrder_insertBulk', 'magentoOrder_update', 'magentoProduct_upsert',
    'magentoShipment_insert',
    'sms_delete', 'sms_insert', 'sms_update', 'sms_upsert',
  ]),

  ...refused('send', [
    'email_sendToCustomer', 'email_sendToCustomers', 'email_sendToGroup', 'email_sendToProfile',
    'sms_sendToCustomer', 'sms_sendToCustomers', 'sms_sendToGroup', 'sms_sendToProfile',
  ]),

  ...refused('campaign.run', ['magento_executeAbandonedCart']),
};

function refused<Name extends OperationName>(right: Right, names: readonly Name[]): Refused<Name> {
  const entries = names.map((operation) => {
    const act = (): never => {
      throw failure('NOT_OFFERED', { operation });
    };
    return [operation, { right, act }] as const;
  });
  return Object.fromEntries(entries) as unknown as Refused<Name>;
}
