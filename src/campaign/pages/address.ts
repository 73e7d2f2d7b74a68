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
  /** Origins of sites that may show it in a frame. */
  readonly frames: readonly string[];
}

type Row = [brandId: string, campaignId: string, objectId: string, linkKey: Buffer, frames: string[] | null];

const BY_ADDRESS = statement(`
  select o.brand_id, o.campaign_id, o.id, o.link_key, (
    select one -> 'settings' -> 'frames' from campaign_version v, jsonb_array_elements(v.definition -> 'objects') one
    where v.brand_id = c.brand_id and v.campaign_id = c.id and v.version = coalesce(c.running_version, c.version)
      and one ->> 'id' = o.key
  )
  from campaign_object o
  join campaign c on c.brand_id = o.brand_id and c.id = o.campaign_id
  where o.address = $1 and c.deleted_at is null`);

const ADDRESS = /^[\da-f]{32}$/;

export const isAddress = (text: string) => ADDRESS.test(text);

/** @throws {TolkError} PAGE_NOT_FOUND: there is none of this address */
export async function findAddress(sql: Sql, address: string): Promise<Addressed> {
  const [row] = isAddress(address) ? await rows<Row>(sql, BY_ADDRESS, [address]) : [];
  if (row === undefined) throw failure('PAGE_NOT_FOUND', {});
  const [brandId, campaignId, objectId, linkKey, frames] = row;
  return { brandId, campaignId, objectId, linkKey, frames: frames ?? [] };
}

/** The object of an address, in a campaign that runs until the transaction ends. */
export interface Held {
  readonly running: Running;
  readonly object: RunningObject;
}

/** @throws {TolkError} PAGE_CLOSED: it does not run; PAGE_NOT_FOUND: its version has no such object of these types */
export async function holdAddressed(
  tx: TxScope, { campaignId, objectId }: Addressed, types: readonly string[],
): Promise<Held> {
  const version = await holdRunning(tx, campaignId);
  if (version === undefined) throw failure('PAGE_CLOSED', {});
  const running = await loadRunning(tx, campaignId, version);
  const object = running.objects.get(objectId);
  if (object === undefined || !types.includes(object.graph.of.type)) throw failure('PAGE_NOT_FOUND', {});
  return { running, object };
}
