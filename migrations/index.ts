/** The steps of the schema, oldest first. A step that was released is never changed; a new one is added below it. */
import { access } from './0001_access.ts';
import { jobs } from './0002_jobs.ts';
import { customer } from './0003_customer.ts';
import { group } from './0004_group.ts';
import { resource } from './0005_resource.ts';
import { datamodel } from './0006_datamodel.ts';
import { vault } from './0007_vault.ts';
import { schedule } from './0008_schedule.ts';
import { location } from './0009_location.ts';
import { profile } from './0010_profile.ts';
import { exportStep } from './0011_export.ts';
import { importOutcome } from './0012_import_outcome.ts';
import { runQueue } from './0013_run_queue.ts';
import { datamodelStage } from './0014_dm_stage.ts';
import { importStep } from './0015_import.ts';
import { notice } from './0016_notice.ts';
import { importFile } from './0017_import_file.ts';
import { customerStage } from './0018_customer_stage.ts';
import { webhook } from './0019_webhook.ts';
import { campaign } from './0020_campaign.ts';
import { subscription } from './0021_subscription.ts';
import { trigger } from './0022_trigger.ts';
import { oauth } from './0023_oauth.ts';
import { certificate } from './0024_certificate.ts';
import { campaignHanding } from './0025_campaign_handing.ts';
import { campaignOwnFlow } from './0026_campaign_own_flow.ts';
import { campaignRun } from './0028_campaign_run.ts';
import { campaignPage } from './0027_campaign_page.ts';
import { campaignNames } from './0029_campaign_names.ts';
import { exportCustomers } from './0030_export_customers.ts';
import { issuedCertificate } from './0031_issued_certificate.ts';
import { pageCall } from './0032_page_call.ts';
import { secret } from './0033_secret.ts';
import { campaignWayMonths } from './0034_campaign_way_months.ts';
import { campaignQueue } from './0035_campaign_queue.ts';
import { campaignFlowBase } from './0036_campaign_flow_base.ts';
import { oauthFamily } from './0037_oauth_family.ts';
import { importFileComment } from './0038_import_file_comment.ts';
import { oauthTries } from './0039_oauth_tries.ts';
import type { Migration } from './migration.ts';

export type { Migration };

export const migrations: readonly Migration[] = [
  access, jobs, customer, group, resource, datamodel, vault, schedule, location, profile, exportStep, importOutcome,
  runQueue, datamodelStage, importStep, notice, importFile, customerStage, webhook, campaign,
  subscription, trigger, oauth, certificate, campaignHanding,
  campaignOwnFlow, campaignPage, campaignRun, campaignNames,
  exportCustomers,
  issuedCertificate,
  pageCall,
  secret,
  campaignWayMonths,
  campaignQueue,
  campaignFlowBase,
  oauthFamily,
  importFileComment,
  oauthTries,
];
