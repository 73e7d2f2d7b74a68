import { rows, statement, type Sql } from '../../db/index.ts';
import { failure } from '../../errors.ts';
import { brandOf, type BrandRow } from '../brands.ts';
import type { Session } from '../session.ts';
import { isIdle } from '../token/state.ts';
import { fingerprintOf } from './certificates.ts';

const FIND = statement(`
  select b.id, b.name, b.time_zone, b.settings, u.id, u.name, c.id
  from certificate c
  join brand b on b.id = c.brand_id
  join app_user u on u.id = c.user_id
  where c.brand_id = $1 and c.fingerprint = $2 and c.revoked_at is null and now() between c.valid_from and c.valid_to
    and u.state = 'active' and not ${isIdle('$3')}`);

/**
 * Who calls, by a certificate whose key the caller has shown to have. It may write data, and nothing else.
 * @param certificate in bytes (DER)
 * @throws {TolkError} CERTIFICATE_UNKNOWN: it is none of the brand's, is not valid now, or its user is inactive
 */
export async function certificateSession(
  sql: Sql, brandId: string, certificate: Buffer, { OWNER_IDLE: idle }: { readonly OWNER_IDLE: number },
): Promise<Session> {
  type Found = [...brand: BrandRow, userId: string, user: string, number: string];
  const [row] = await rows<Found>(sql, FIND, [brandId, fingerprintOf(certificate), idle]);
  if (row === undefined) throw failure('CERTIFICATE_UNKNOWN', {});
  const [id, name, timeZone, settings, userId, user, number] = row;
  return {
    brand: brandOf([id, name, timeZone, settings]), user: { id: userId, name: user },
    rights: new Set(['data.write']), tokenId: '', app: `certificate ${number}`,
  };
}
