import { hash, X509Certificate } from 'node:crypto';
import { isId, rows, statement, type Scope, type TxScope } from '../../db/index.ts';
import { failure } from '../../errors.ts';
import { brandTime } from '../brand-time.ts';
import { brandUser } from '../brand-users.ts';
import { checkName, isTaken } from '../names.ts';

/**
 * A certificate (webhook.md 2.2). Times are in the brand's zone.
 * uploaded: callers of webhooks may show it; issued: made by us, our own calls show it.
 */
export interface Certificate {
  readonly id: string;
  readonly name: string;
  readonly kind: 'uploaded' | 'issued';
  readonly subject: string;
  /** SHA-256 of the certificate in hex. */
  readonly fingerprint: string;
  readonly validFrom: string;
  readonly validTo: string;
  /** expiring: within CERTIFICATE_WARN. */
  readonly state: 'pending' | 'valid' | 'expiring' | 'expired';
  /** The author of what comes in by it; null: nothing does, it is an issued one. */
  readonly user: { readonly id: string; readonly name: string } | null;
  readonly createdBy: string;
  readonly createdAt: string;
}

/** With the certificate itself (PEM), which is no secret. */
export type ShownCertificate = Certificate & { readonly certificate: string };

export interface NewCertificate {
  readonly name: string;
  /** The certificate as text (PEM), without its key. */
  readonly pem: string;
  readonly userId: string;
}

type Row = readonly [
  id: string, name: string, subject: string, fingerprint: string, validFrom: string, validTo: string,
  state: Certificate['state'], userId: string | null, userName: string, createdBy: string, createdAt: string, pem: string,
];

/** $1 brand, $2 CERTIFICATE_WARN. */
const certificatesWhere = (condition: string) => statement(`
  select c.id, c.name, c.subject, encode(c.fingerprint, 'hex'), ${brandTime('c.valid_from')}, ${brandTime('c.valid_to')},
    case when c.valid_from > now() then 'pending' when c.valid_to <= now() then 'expired'
      when c.valid_to < now() + $2::bigint * interval '1 millisecond' then 'expiring' else 'valid' end,
    c.user_id, coalesce(u.name, ''), c.created_by, ${brandTime('c.created_at')}, c.pem
  from certificate c
  left join app_user u on u.id = c.user_id
  join brand b on b.id = c.brand_id
  where c.brand_id = $1 and c.revoked_at is null and ${condition}`);

/** SQL: whether a certificate is the one of this number, or of this name in any letter case. */
export const IS_CALLED = (called: '$2' | '$3') => `case when ${called}::text ~ '^[1-9][0-9]{0,17}$'
  then c.id = ${called}::text::bigint else lower(c.name) = lower(${called}::text) end`;

const ALL = certificatesWhere('true order by lower(c.name)');
const ONE = certificatesWhere(IS_CALLED('$3'));

/** The certificates of the brand that are not revoked, by name; at most CERTIFICATES. */
export async function listCertificates({ sql, brand, limits }: Scope): Promise<Certificate[]> {
  return (await rows<Row>(sql, ALL, [brand.id, limits.CERTIFICATE_WARN])).map(certificateOf);
}

/** @param called number, or name in any letter case @throws {TolkError} CERTIFICATE_NOT_FOUND */
export async function findCertificate({ sql, brand, limits }: Scope, called: string): Promise<ShownCertificate> {
  const values = [brand.id, limits.CERTIFICATE_WARN, called];
  const [row] = called.includes('\0') ? [] : await rows<Row>(sql, ONE, values);
  if (row === undefined) throw failure('CERTIFICATE_NOT_FOUND', { certificate: called });
  return { ...certificateOf(row), certificate: row[11] };
}

function certificateOf(row: Row): Certificate {
  const [id, name, subject, fingerprint, validFrom, validTo, state, userId, userName, createdBy, createdAt] = row;
  const user = userId === null ? null : { id: userId, name: userName };
  const kind = user === null ? 'issued' : 'uploaded';
  return { id, name, kind, subject, fingerprint, validFrom, validTo, state, user, createdBy, createdAt };
}

const COUNT = statement('select count(*)::int from certificate where brand_id = $1 and revoked_at is null');
const INSERT = statement(`
  insert into certificate (brand_id, name, pem, subject, fingerprint, valid_from, valid_to, user_id, created_by)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
  returning id`);

/**
 * Takes a certificate of somebody who will call webhooks. Whoever can show its key is believed, whoever has signed it.
 * @throws {TolkError} FIELD_VALUE (name, certificate), CERTIFICATE_EXISTS (name, or the same one),
 *   CERTIFICATES_EXCEEDED, USER_NOT_FOUND
 */
export async function uploadCertificate(
  scope: Scope, { name, pem, userId }: NewCertificate,
): Promise<ShownCertificate> {
  const checked = checkCertificateName(name);
  const read = readPem(pem);
  return scope.transaction(async (tx) => {
    const { id: owner } = await brandUser(tx, userId);
    return keepCertificate(tx, { name: checked, pem, read, userId: owner });
  });
}

/** @throws {TolkError} FIELD_VALUE */
export function checkCertificateName(given: string): string {
  const name = checkName('name', given);
  if (isId(name)) throw failure('FIELD_VALUE', { field: 'name', why: 'must not be digits alone', value: name });
  return name;
}

interface Kept {
  readonly name: string;
  readonly pem: string;
  readonly read: X509Certificate;
  /** null: it is one for our own calls. */
  readonly userId: string | null;
}

/** @throws {TolkError} CERTIFICATE_EXISTS, CERTIFICATES_EXCEEDED */
export async function keepCertificate(
  tx: TxScope, { name, pem, read, userId }: Kept,
): Promise<ShownCertificate> {
  const { sql, brand, actor, limits: { CERTIFICATES: most } } = tx;
  const [[count] = [0]] = await rows<[number]>(sql, COUNT, [brand.id]);
  if (count >= most) throw failure('CERTIFICATES_EXCEEDED', { most: String(most) });
  const { raw, subject, validFromDate, validToDate } = read;
  const values = [
    brand.id, name, pem, subject.replaceAll('\n', ', '), fingerprintOf(raw), validFromDate, validToDate, userId,
    actor.name,
  ];
  try {
    const [[id] = ['']] = await rows<[string]>(sql, INSERT, values);
    return await findCertificate(tx, id);
  } catch (error) {
    if (!isTaken(error, 'certificate_by_name') && !isTaken(error, 'certificate_by_fingerprint')) throw error;
    throw failure('CERTIFICATE_EXISTS', { name });
  }
}

const LONGEST = 20_000;

function readPem(pem: string): X509Certificate {
  const refuse = (why: string) => failure('FIELD_VALUE', { field: 'certificate', why, value: 'as given' });
  if (pem.length > LONGEST) throw refuse(`is longer than ${LONGEST} characters`);
  if (/PRIVATE KEY/.test(pem)) throw refuse('holds a private key: that is to stay where it is');
  try {
    return new X509Certificate(pem);
  } catch {
    throw refuse('is no certificate in PEM (-----BEGIN CERTIFICATE-----)');
  }
}

/** @param der the certificate in bytes */
export function fingerprintOf(der: Buffer): Buffer {
  return hash('sha256', der, 'buffer');
}

/** Its key, if it is here, is gone for good. */
const REVOKE = statement('update certificate set revoked_at = now(), sealed_key = null where brand_id = $1 and id = $2');

/** From now on it opens nothing, and no call shows it. @throws {TolkError} CERTIFICATE_NOT_FOUND */
export async function revokeCertificate(scope: Scope, called: string): Promise<void> {
  const { id } = await findCertificate(scope, called);
  await rows(scope.sql, REVOKE, [scope.brand.id, id]);
}
