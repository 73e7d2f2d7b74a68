import { hash, randomBytes, webcrypto } from 'node:crypto';
import { failure } from '../../errors.ts';

export const KEY_TYPES = ['ec', 'rsa'] as const;
/** ec: P-256; rsa: 2048 bits, for servers that take nothing else. */
export type KeyType = (typeof KEY_TYPES)[number];

const ALGORITHMS = {
  ec: { name: 'ECDSA', namedCurve: 'P-256' },
  rsa: { name: 'RSASSA-PKCS1-v1_5', modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]), hash: 'SHA-256' },
} as const;

const COMMON_NAME = '2.5.4.3';
/** No keyUsage: older verifiers take a certificate with it for signed by itself only if it may sign others. */
const EXTENSION = {
  subjectKey: '2.5.29.14', altName: '2.5.29.17', basic: '2.5.29.19', authorityKey: '2.5.29.35', extendedUsage: '2.5.29.37',
};
const CLIENT_AUTH = '1.3.6.1.5.5.7.3.2';
const DNS_NAME = 2;
const SERIAL_BYTES = 16;

/** As the common name of a certificate has room for (RFC 5280, ub-common-name). */
const DOMAIN_LENGTH = 64;
const DOMAIN = /^(?!-)[a-z\d-]{1,63}(?<!-)(\.(?!-)[a-z\d-]{1,63}(?<!-))+$/;

/** @returns it in small letters @throws {TolkError} FIELD_VALUE */
export function checkDomain(given: string): string {
  const domain = given.trim().toLowerCase();
  if (DOMAIN.test(domain) && domain.length <= DOMAIN_LENGTH) return domain;
  throw failure('FIELD_VALUE', {
    field: 'domain', value: JSON.stringify(given),
    why: `must be a domain of at most ${DOMAIN_LENGTH} letters, digits, dots and dashes`,
  });
}

/**
 * Makes a key, and a certificate for it that is signed by itself and says who we are when we call (RFC 5280).
 * @returns both in PEM
 */
export async function makeCertificate(
  domain: string, keyType: KeyType, life: { readonly from: Date; readonly to: Date },
): Promise<{ readonly pem: string; readonly key: string }> {
  // Few processes ever make one.
  const [pki, { Integer, OctetString, Utf8String }] = await Promise.all([import('pkijs'), import('asn1js')]);
  const { subtle } = webcrypto;
  const keys = await subtle.generateKey(ALGORITHMS[keyType], true, ['sign', 'verify']);
  const made = new pki.Certificate({ version: 2 });
  made.serialNumber = new Integer({ valueHex: Uint8Array.from(serial()).buffer });
  for (const name of [made.subject, made.issuer]) {
    const value = new Utf8String({ value: domain });
    name.typesAndValues.push(new pki.AttributeTypeAndValue({ type: COMMON_NAME, value }));
  }
  made.notBefore.value = life.from;
  made.notAfter.value = life.to;
  await made.subjectPublicKeyInfo.importKey(keys.publicKey);
  // By these a verifier tells it from another one of the same domain, which it may trust as well (RFC 5280 4.2.1.1).
  const { valueHexView: publicKey } = made.subjectPublicKeyInfo.subjectPublicKey.valueBlock;
  const keyIdentifier = new OctetString({ valueHex: keyIdOf(publicKey) });
  const authority = new pki.AuthorityKeyIdentifier({ keyIdentifier });
  const usage = new pki.ExtKeyUsage({ keyPurposes: [CLIENT_AUTH] });
  const names = new pki.GeneralNames({ names: [new pki.GeneralName({ type: DNS_NAME, value: domain })] });
  made.extensions = [
    { extnID: EXTENSION.subjectKey, critical: false, value: keyIdentifier },
    { extnID: EXTENSION.authorityKey, critical: false, value: authority.toSchema() },
    { extnID: EXTENSION.basic, critical: true, value: new pki.BasicConstraints({ cA: false }).toSchema() },
    { extnID: EXTENSION.extendedUsage, critical: false, value: usage.toSchema() },
    { extnID: EXTENSION.altName, critical: false, value: names.toSchema() },
  ].map(({ value, ...rest }) => new pki.Extension({ ...rest, extnValue: value.toBER() }));
  await made.sign(keys.privateKey, 'SHA-256');
  const der = made.toSchema(true).toBER();
  return { pem: inPem('CERTIFICATE', der), key: inPem('PRIVATE KEY', await subtle.exportKey('pkcs8', keys.privateKey)) };
}

/** Its first 160 bits (RFC 7093 2, method 1). */
function keyIdOf(publicKey: Uint8Array): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(hash('sha256', publicKey, 'buffer').subarray(0, 20));
}

/** Positive, and of full length. */
function serial(): Buffer {
  const bytes = randomBytes(SERIAL_BYTES);
  bytes.writeUInt8((bytes.readUInt8() & 0x7f) | 0x40);
  return bytes;
}

function inPem(what: string, der: ArrayBuffer): string {
  const lines = Buffer.from(der).toString('base64').match(/.{1,64}/g) ?? [];
  return [`-----BEGIN ${what}-----`, ...lines, `-----END ${what}-----`, ''].join('\n');
}
