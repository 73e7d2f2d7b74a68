/*
 * The types of objects that campaigns are made of: one file each, listed here. A new one is a new file and a line; the
 * engine knows none of them.
 */
import { bucket } from './bucket.ts';
import { condition } from './condition.ts';
import { csvTrigger } from './csv-trigger.ts';
import { dataModelImport } from './data-model-import.ts';
import { forEachRow } from './for-each-row.ts';
import { endObject } from './end-object.ts';
import { form } from './form.ts';
import { addToGroup, removeFromGroup } from './group-membership.ts';
import { exportCustomers } from './export-customers.ts';
import { extractValue } from './extract-value.ts';
import { httpRequest } from './http-request.ts';
import { landingPage } from './landing-page.ts';
import { deleteRow } from './delete-row.ts';
import { insertRow } from './insert-row.ts';
import { lookupRow } from './lookup-row.ts';
import { importCustomers } from './import-customers.ts';
import type { CampaignObject } from './object.ts';
import { selectCustomers } from './select-customers.ts';
import { showPage } from './show-page.ts';
import { soapRequest } from './soap-request.ts';
import { split } from './split.ts';
import { startChange } from './start-change.ts';
import { startEvent } from './start-event.ts';
import { startGroup } from './start-group.ts';
import { startObject } from './start-object.ts';
import { startPeriodic } from './start-periodic.ts';
import { startTime } from './start-time.ts';
import { startUrl } from './start-url.ts';
import { unsubscribe } from './unsubscribe.ts';
import { userDefined } from './user-defined.ts';
import { updateCustomer } from './update-customer.ts';
import { updateRow } from './update-row.ts';
import { wait } from './wait.ts';

/** In the order of the docs. */
export const OBJECT_TYPES: readonly CampaignObject[] = [
  startEvent, startUrl, form, startGroup, startChange, csvTrigger, startTime, startPeriodic,
  condition, split, wait, bucket, selectCustomers, updateCustomer, addToGroup, removeFromGroup, unsubscribe,
  importCustomers, exportCustomers, dataModelImport, httpRequest, extractValue, lookupRow, forEachRow,
  insertRow, updateRow, deleteRow, landingPage, showPage,
  userDefined, soapRequest, startObject, endObject,
];

const byType = new Map(OBJECT_TYPES.map((one) => [one.type, one]));

export function objectType(type: string): CampaignObject | undefined {
  return byType.get(type);
}
