import { z } from 'zod';
import { findCertificate, listCertificates, revokeCertificate, uploadCertificate } from '../../access/index.ts';
import { endpoint, type Endpoint } from '../call/index.ts';
import { number, time } from '../management/index.ts';

const CERTIFICATES = { tag: 'Webhooks', credentials: 'bearer', right: 'manage' } as const;
const path = '/api/v1/certificates';
const one = `${path}/{certificate}`;
const params = z.strictObject({
  certificate: z.string().meta({ description: 'Number or name of the certificate', examples: ['12'] }),
});

const name = z.string().meta({ description: 'One per brand; not digits alone', examples: ['booking site'] });
const wish = z.strictObject({
  name,
  certificate: z.string().meta({
    description: 'PEM, without its key', examples: ['-----BEGIN CERTIFICATE-----\nMIIB...\n-----END CERTIFICATE-----\n'],
  }),
  user: number('user').optional().meta({ description: 'The author of what comes in by it; default: who asks' }),
}).meta({ id: 'NewCertificate' });
const shown = z.object({
  id: number('certificate'), name,
  subject: z.string().meta({ description: 'Whom it names', examples: ['CN=booking.example'] }),
  fingerprint: z.string().meta({ description: 'SHA-256 in hex' }),
  validFrom: time('Refused before'), validTo: time('Refused after'),
  state: z.enum(['pending', 'valid', 'expiring', 'expired']).meta({ description: 'expiring: within 30 days' }),
  user: z.object({ id: number('user'), name: z.string() }).meta({ description: 'The author of what comes in by it' }),
  createdBy: z.string(), createdAt: time('When it was uploaded'),
}).meta({ id: 'Certificate' });

/** Certificates of the brand, by which callers of webhooks show who they are. */
export const certificateEndpoints: readonly Endpoint[] = [
  endpoint({
    ...CERTIFICATES, method: 'get', path, summary: 'The certificates of the brand',
    answers: { 200: { description: 'By name', schema: z.array(shown) } },
    act: async ({ scope }) => ({ body: await listCertificates(scope) }),
  }),
  endpoint({
    ...CERTIFICATES, method: 'post', path, summary: 'Upload a certificate', body: wish,
    description: 'Whoever shows to have its key may call the webhooks of the brand that take certificates. Who signed it '
      + 'does not matter.',
    answers: { 201: { description: 'The certificate', schema: shown, headers: { Location: 'Its address' } } },
    act: async ({ scope, session, body: { name: called, certificate: pem, user }, origin }) => {
      const made = await uploadCertificate(scope, { name: called, pem, userId: user ?? session.user.id });
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
    answers: { 204: { description: 'It opens nothing from now on' } },
    act: async ({ scope, params: { certificate } }) => {
      await revokeCertificate(scope, certificate);
      return {};
    },
  }),
];
