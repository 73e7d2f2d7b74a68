/*
 * The types of objects that campaigns are made of: one file each, in folders by what they are about (campaigns.md 2),
 * and listed here. A new one is a new file and a line; the engine knows none of them.
 */
import { bucket } from './flow/bucket.ts';
import { condition } from './flow/condition.ts';
import { csvTrigger } from './start/csv-trigger.ts';
import { dataModelImport } from './datamodel/data-model-import.ts';
import { forEachRow } from './datamodel/for-each-row.ts';
import { endObject } from './flow/end-object.ts';
import { form } from './content/form.ts';
import { addToGroup, removeFromGroup } from './customer/group-membership.ts';
import { exportCustomers } from './customer/export-customers.ts';
import { extractValue } from './outside/extract-value.ts';
import { httpRequest } from './outside/http-request.ts';
import { landingPage } from './content/landing-page.ts';
import { deleteRow } from './datamodel/delete-row.ts';
import { insertRow } from './datamodel/insert-row.ts';
import { lookupRow } from './datamodel/lookup-row.ts';
import { importCustomers } from './customer/import-customers.ts';
import type { CampaignObject } from './object.ts';
import { selectCustomers } from './customer/select-customers.ts';
import { showPage } from './content/show-page.ts';
import { soapRequest } from './outside/soap-request.ts';
import { split } from './flow/split.ts';
import { startChange } from './start/start-change.ts';
import { startEvent } from './start/start-event.ts';
import { startGroup } from './start/start-group.ts';
import { startObject } from './start/start-object.ts';
import { startPeriodic } from './start/start-periodic.ts';
import { startTime } from './start/start-time.ts';
import { startUrl } from './start/start-url.ts';
import { unsubscribe } from './customer/unsubscribe.ts';
import { userDefined } from './flow/user-defined.ts';
import { updateCustomer } from './customer/update-customer.ts';
import { updateRow } from './datamodel/update-row.ts';
import { wait } from './flow/wait.ts';

/** In the order of the docs. */
export const OBJECT_TYPES: readonly CampaignObject[] = [
  startEvent, startUrl, form, startGroup, startChange, csvTrigger, startTime, startPeriodic,
  condition, split, wait, bucket, selectCustomers, updateCustomer, addToGroup, removeFromGroup, unsubscribe,
  importCustomers, exportCustomers, dataModelImport, httpRequest, extractValue, lookupRow, forEachRow,
  insertRow, updateRow, deleteRow, landingPage, showPage,
  userDefined, soapRequest, startObject, endObject,
];

const byType = new Map(OBJECT_TYPES.map((one) => [one.type, one]));

/** @returns undefined for a type that no object has */
export function objectType(type: string): CampaignObject | undefined {
  return byType.get(type);
}
