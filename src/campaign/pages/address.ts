import { rows, statement, type Sql, type TxScope } from '../../db/index.ts';
import { failure } from '../../errors.ts';
import { holdRunning, loadRunning, type Running, type RunningObject } from '../engine/running.ts';

/** An object of a campaign that runs, found by its public address. */
export interface Addressed {
  readonly brandId: string;
  readonly campaignId: string;
  readonly objectId: string;
  /** What the links of its members are signed with. */
  readonly linkKey: Buffer;
}

type Row = [brandId: string, campaignId: string, objectId: string, linkKey: Buffer];

const BY_ADDRESS = statement(`
  select o.brand_id, o.campaign_id, o.id, o.link_key from campaign_object o
  join campaign c on c.brand_id = o.brand_id and c.id = o.campaign_id
  where o.address = $1 and c.state = 'running' and c.deleted_at is null`);

const ADDRESS = /^[\da-f]{32}$/;

/** @throws {TolkError} PAGE_NOT_FOUND: nothing runs there */
export async function findAddress(sql: Sql, address: string): Promise<Addressed> {
  const [row] = ADDRESS.test(address) ? await rows<Row>(sql, BY_ADDRESS, [address]) : [];
  if (row === undefined) throw failure('PAGE_NOT_FOUND', {});
  const [brandId, campaignId, objectId, linkKey] = row;
  return { brandId, campaignId, objectId, linkKey };
}

/**
 * The object of an address, in a campaign that runs until the transaction ends.
 * @throws {TolkError} PAGE_NOT_FOUND: it does not run, or its version has no such object of these types
 */
export async function holdAddressed(
  tx: TxScope, { campaignId, objectId }: Addressed, types: readonly string[],
): Promise<{ readonly running: Running; readonly object: RunningObject }> {
  const version = await holdRunning(tx, campaignId);
  const running = version === undefined ? undefined : await loadRunning(tx, campaignId, version);
  const object = running?.objects.get(objectId);
  if (running === undefined || object === undefined || !types.includes(object.graph.of.type)) {
    throw failure('PAGE_NOT_FOUND', {});
  }
  return { running, object };
}
