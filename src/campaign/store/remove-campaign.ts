import { rows, statement, type Scope } from '../../db/index.ts';
import { failure } from '../../errors.ts';
import { lockCampaign } from './campaign.ts';
import { brokenUses } from './save-campaign.ts';
import { stopListening, sweepSoon } from './start-campaign.ts';

const MARK = statement(`
  update campaign set deleted_at = now(), state = 'stopping', running_version = null where brand_id = $1 and id = $2`);

/**
 * Deletes a campaign, running or not: from now on nothing of it moves and nobody sees it; a job removes what belongs
 * to it, the ways of its members too.
 * @param called its number or its name
 * @throws {TolkError} CAMPAIGN_NOT_FOUND; CAMPAIGN_IN_USE: it is a user-defined object that campaigns use
 */
export function removeCampaign(scope: Scope, called: string): Promise<void> {
  return scope.transaction(async (tx) => {
    const { id, name } = await lockCampaign(tx, called);
    await rows(tx.sql, MARK, [tx.brand.id, id]);
    const users = await brokenUses(tx);
    if (users.length > 0) throw failure('CAMPAIGN_IN_USE', { name, users: users.map((one) => one.name).join(', ') });
    await stopListening(tx, id);
    await sweepSoon(tx);
  });
}
