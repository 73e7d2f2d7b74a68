import { X509Certificate } from 'node:crypto';
import { rows, statement, type Scope } from '../../db/index.ts';
import { failure } from '../../errors.ts';
import { openSecret, sealSecret } from '../../vault/index.ts';
import { checkCertificateName, IS_CALLED, keepCertificate, type ShownCertificate } from './certificates.ts';
import { checkDomain, makeCertificate, type KeyType } from './make-certificate.ts';

interface CertificateWish {
  readonly name: string;
  /** Whom it names: a domain that is ours to say. */
  readonly domain: string;
  readonly keyType: KeyType;
}

const NOW = statement('select now()');
/** It is good from a little before, for servers whose clock is behind. */
const BEHIND = 5 * 60 * 1000;

const SET_KEY = statement('update certificate set sealed_key = $3 where brand_id = $1 and id = $2');

const contextOf = (id: string) => `certificate/${id}/key`;

/**
 * Makes a certificate by which we show who calls (webhook.md 2.2): signed by itself, good for CERTIFICATE_LIFE. Its key
 * is sealed and never shown.
 * @throws {TolkError} FIELD_VALUE (name, domain), CERTIFICATE_EXISTS, CERTIFICATES_EXCEEDED, and as sealSecret of the
 *   vault
 */
export async function issueCertificate(
  scope: Scope, { name, domain, keyType }: CertificateWish,
): Promise<ShownCertificate> {
  const checked = checkCertificateName(name);
  const named = checkDomain(domain);
  const [[now] = [new Date()]] = await rows<[Date]>(scope.sql, NOW, []);
  const life = { from: new Date(now.getTime() - BEHIND), to: new Date(now.getTime() + scope.limits.CERTIFICATE_LIFE) };
  const { pem, key } = await makeCertificate(named, keyType, life);
  return scope.transaction(async (tx) => {
    const kept = await keepCertificate(tx, { name: checked, pem, read: new X509Certificate(pem), userId: null });
    const sealed = await sealSecret(tx, 'certificate', key, contextOf(kept.id));
    await rows(tx.sql, SET_KEY, [tx.brand.id, kept.id, sealed]);
    return kept;
  });
}

/** What a call shows; both in PEM. */
export interface CallCertificate {
  readonly cert: string;
  readonly key: string;
}

type Row = [id: string, pem: string, sealed: Buffer | null, isExpired: boolean];

const FOR_CALLS = statement(`
  select c.id, c.pem, c.sealed_key, c.valid_to <= now() from certificate c
  where c.brand_id = $1 and c.revoked_at is null and ${IS_CALLED('$2')}`);

interface Found {
  readonly id: string;
  readonly pem: string;
  readonly sealed: Buffer;
}

async function findForCalls({ sql, brand }: Scope, called: string): Promise<Found> {
  const [row] = called.includes('\0') ? [] : await rows<Row>(sql, FOR_CALLS, [brand.id, called]);
  if (row === undefined) throw failure('CERTIFICATE_NOT_FOUND', { certificate: called });
  const [id, pem, sealed, isExpired] = row;
  const unusable = (why: string) => failure('CERTIFICATE_UNUSABLE', { certificate: called, why });
  if (sealed === null) throw unusable('it was uploaded, and its key is not here; tolk cert issue makes one for calls');
  if (isExpired) throw unusable('it has expired');
  return { id, pem, sealed };
}

/**
 * Whether calls can show a certificate.
 * @param called number, or name in any letter case
 * @throws {TolkError} CERTIFICATE_NOT_FOUND, CERTIFICATE_UNUSABLE
 */
export async function checkCallCertificate(scope: Scope, called: string): Promise<void> {
  await findForCalls(scope, called);
}

/** With its key, for a call now. @throws {TolkError} as checkCallCertificate, and as openSecret of the vault */
export async function callCertificate(scope: Scope, called: string): Promise<CallCertificate> {
  const { id, pem, sealed } = await findForCalls(scope, called);
  return { cert: pem, key: (await openSecret(scope, 'certificate', sealed, contextOf(id))).toString() };
}
