/**
 * Campaigns: graphs of objects through which customers go, each at its own pace (campaigns.md). A definition is JSON in
 * versions; the engine moves members by the thousand, in one transaction with what the objects do; an object is one
 * file under objects/.
 */
export {
  CAMPAIGN_STATES, definitionOf, findCampaign, listCampaigns, type Campaign, type CampaignState,
} from './store/campaign.ts';
export { definitionType } from './definition/definition.ts';
export { CAMPAIGN_HAND_JOB, CAMPAIGN_STEP_JOB } from './engine/wake.ts';
export { goOnAfterRun } from './engine/await-run.ts';
export { handCampaigns } from './engine/hand.ts';
export { CAMPAIGN_FORGET_JOB, forgetFlows, planForgetting } from './engine/forget-flows.ts';
export { maintainCampaigns } from './engine/maintain.ts';
export { maintainWays } from './engine/way-months.ts';
export { stepCampaigns } from './engine/work.ts';
export { letCampaignsHear } from './members/hear.ts';
export { findAddress, type Addressed } from './pages/address.ts';
export { callUrl } from './pages/call-url.ts';
export { sendForm, viewForm } from './pages/form.ts';
export { linkKeys, renewLinkKey, type LinkKeys } from './pages/link-key.ts';
export { openLink, type Opened } from './pages/open-link.ts';
export { maintainPages, PageRates } from './pages/rates.ts';
export { nameOf as nameOfField } from './pages/read-form.ts';
export type { PageView } from './pages/show-page.ts';
export { renewUrl, urlsOfCampaign, type ObjectUrl } from './pages/urls.ts';
export { OBJECT_TYPES } from './objects/index.ts';
export type { CampaignObject } from './objects/object.ts';
export { heldTriggers } from './members/held-triggers.ts';
export { beginWithFile } from './members/trigger-done.ts';
export { setOffCampaign, type Entered, type Entering } from './members/enter.ts';
export { executableCampaigns, execute, executeLater, type CallOption } from './members/execute.ts';
export {
  addCampaignMember, CAMPAIGN_MEMBERS, campaignMembersQuery, campaignMembersSource, campaignReach,
  forgetCampaignMembers, holdPlacesOfCustomers, isCampaignMember, removeCampaignMember,
} from './members/members.ts';
export { campaignMember, pageOfCampaignMembers, type Member, type MemberStory } from './members/read-members.ts';
export { CAMPAIGN_COUNTER, counterId, counterQuery, counterSource } from './statistics/counter-set.ts';
export { drawCampaign } from './statistics/draw.ts';
export { pictureOfCampaign } from './statistics/picture.ts';
export { figuresOf, figuresOfObject, type ObjectFigures } from './statistics/figures.ts';
export { applyCampaign, changeCampaign, createCampaign } from './store/save-campaign.ts';
export { removeCampaign } from './store/remove-campaign.ts';
export { CAMPAIGN_SWEEP_JOB, restartCampaign, startCampaign, stopCampaign } from './store/start-campaign.ts';
export { sweepCampaigns } from './store/sweep.ts';
