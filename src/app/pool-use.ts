import type { Store } from '../db/index.ts';
import type { PoolUse } from '../metrics.ts';

/** The part of knex's pool (tarn) that counts. */
interface Pool {
  numUsed(): number;
  numFree(): number;
  numPendingAcquires(): number;
}

/** What the connections of a store are doing; nothing once it is closed. */
export function poolUse(sql: Store): PoolUse {
  const { pool } = sql.client as { pool?: Pool };
  return {
    used: pool?.numUsed() ?? 0, free: pool?.numFree() ?? 0, waiting: pool?.numPendingAcquires() ?? 0,
  };
}
