import { rows, shownTime, statement, type Scope } from '../../db/index.ts';
import { publish } from '../../events/index.ts';

const EXPIRING = statement(`
  update certificate set warned_at = now()
  where brand_id = $1 and revoked_at is null and warned_at is null
    and valid_to < now() + $2::bigint * interval '1 millisecond'
  returning id, name, ${shownTime('valid_to', '$3')}`);

/** Upkeep of a brand: tells of each certificate once that it expires within CERTIFICATE_WARN. */
export async function maintainCertificates(scope: Scope): Promise<void> {
  await scope.transaction(async (tx) => {
    const { sql, brand, limits: { CERTIFICATE_WARN } } = tx;
    const found = await rows<[string, string, string]>(sql, EXPIRING, [brand.id, CERTIFICATE_WARN, brand.timeZone]);
    for (const [certificateId, name, validTo] of found) {
      await publish(tx, 'certificate.expiring', { certificateId, name, validTo });
    }
  });
}
