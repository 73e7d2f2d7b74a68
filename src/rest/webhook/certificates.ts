import { z } from 'zod';
import {
  findCertificate, issueCertificate, KEY_TYPES, listCertificates, revokeCertificate, uploadCertificate,
} from '../../access/index.ts';
import { endpoint, type Endpoint } from '../call/index.ts';
import { number, time } from '../management/index.ts';

const CERTIFICATES = { tag: 'Webhooks', credentials: 'bearer', right: 'manage' } as const;
const path = '/api/v1/certificates';
const one = `${path}/{certificate}`;
const params = z.strictObject({
  certificate: z.string().meta({ description: 'Number or name of the certificate', examples: ['12'] }),
});

const name = z.string().meta({ description: 'One per brand; not digits alone', examples: ['booking site'] });
const pem = z.string().meta({
  description: 'PEM, without its key', examples: ['-----BEGIN CERTIFICATE-----\nMIIB...\n-----END CERTIFICATE-----\n'],
});
const wish = z.strictObject({
  name, certificate: pem,
  user: number('user').optional().meta({ description: 'The author of what comes in by it; default: who asks' }),
}).meta({ id: 'NewCertificate' });
const issueWish = z.strictObject({
  name,
  domain: z.string().meta({ description: 'Whom it names', examples: ['calls.acme.example'] }),
  keyType: z.enum(KEY_TYPES).default('ec').meta({ description: 'ec: P-256; rsa: 2048 bits' }),
}).meta({ id: 'CertificateWish' });
const listed = z.object({
  id: number('certificate'), name,
  kind: z.enum(['uploaded', 'issued']).meta({ description: 'uploaded: callers of webhooks show it; issued: our calls do' }),
  subject: z.string().meta({ description: 'Whom it names', examples: ['CN=booking.example'] }),
  fingerprint: z.string().meta({ description: 'SHA-256 in hex' }),
  validFrom: time('Refused before'), validTo: time('Refused after'),
  state: z.enum(['pending', 'valid', 'expiring', 'expired']).meta({ description: 'expiring: within 30 days' }),
  user: z.object({ id: number('user'), name: z.string() }).nullable().meta({
    description: 'The author of what comes in by it; null for an issued one',
  }),
  createdBy: z.string(), createdAt: time('When it was uploaded or issued'),
}).meta({ id: 'ListedCertificate' });
const shown = listed.extend({ certificate: pem }).meta({ id: 'Certificate' });

/** Certificates of the brand: those by which callers of webhooks show who they are, and those that our calls show. */
export const certificateEndpoints: readonly Endpoint[] = [
  endpoint({
    ...CERTIFICATES, method: 'get', path, summary: 'The certificates of the brand',
    answers: { 200: { description: 'By name', schema: z.array(listed) } },
    act: async ({ scope }) => ({ body: await listCertificates(scope) }),
  }),
  endpoint({
    ...CERTIFICATES, method: 'post', path, summary: 'Upload a certificate', body: wish,
    description: 'Whoever shows to have its key may call the webhooks of the brand that take certificates. Who signed it '
      + 'does not matter.',
    answers: { 201: { description: 'The certificate', schema: shown, headers: { Location: 'Its address' } } },
    act: async ({ scope, session, body: { name: called, certificate, user }, origin }) => {
      const made = await uploadCertificate(scope, { name: called, pem: certificate, userId: user ?? session.user.id });
      return { headers: { Location: `${origin}${path}/${made.id}` }, body: made };
    },
  }),
  endpoint({
    ...CERTIFICATES, method: 'post', path: `${path}/issue`, summary: 'Issue a certificate for calls of ours',
    description: 'Signed by itself, good for a year. Campaign objects that call others show it; who is called takes it for '
      + 'trusted. Its key stays here, sealed, and is never shown.',
    body: issueWish,
    answers: { 201: { description: 'The certificate', schema: shown, headers: { Location: 'Its address' } } },
    act: async ({ scope, body, origin }) => {
      const made = await issueCertificate(scope, body);
      return { headers: { Location: `${origin}${path}/${made.id}` }, body: made };
    },
  }),
  endpoint({
    ...CERTIFICATES, method: 'get', path: one, summary: 'One certificate', params,
    answers: { 200: { description: 'The certificate', schema: shown } },
    act: async ({ scope, params: { certificate } }) => ({ body: await findCertificate(scope, certificate) }),
  }),
  endpoint({
    ...CERTIFICATES, method: 'delete', path: one, summary: 'Revoke a certificate', params,
    answers: { 204: { description: 'It opens nothing from now on, and no call shows it' } },
    act: async ({ scope, params: { certificate } }) => {
      await revokeCertificate(scope, certificate);
      return {};
    },
  }),
];
