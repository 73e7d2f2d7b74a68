import { z } from 'zod';
import { failure } from '../../errors.ts';
import {
  changeLocation, createLocation, deleteLocation, findLocation, listLocationFiles, listLocations, LOCATION_KINDS,
  testLocation, type LocationSecret,
} from '../../transfer/index.ts';
import { endpoint, type Endpoint } from '../call/index.ts';
import { number, time } from '../management/index.ts';

const LOCATIONS = { tag: 'Locations', credentials: 'bearer', right: 'manage' } as const;
const path = '/api/v1/locations';
const one = `${path}/{location}`;
const params = z.strictObject({
  location: z.string().meta({ description: 'Number or name of the location', examples: ['12'] }),
});

const name = z.string().meta({ description: 'One per brand; not digits alone', examples: ['CRM'] });
const kind = z.enum(LOCATION_KINDS).meta({ description: 'A folder below TOLK_DATA/files/<brand>, or an SFTP server' });
const start = z.string().meta({
  description: 'Start folder: below the brand\'s own, or on the server; empty where the brand or the server begins',
  examples: ['export'],
});
const host = z.string().meta({ description: 'Name or address of the SFTP server', examples: ['sftp.example.com'] });
const port = z.int().meta({ description: 'Default 22', examples: [22] });
const user = z.string().meta({ description: 'Who we are there', examples: ['tolk'] });
const hostKey = z.string().meta({
  description: 'Fingerprint that the server must show, as `ssh-keygen -lf` prints it; without one nothing is sent to it',
  examples: ['SHA256:uNiVztksCsDhcc0u9e8BrWGr3gMGqB8jfZJsgJuy1Nk'],
});

const shown = z.object({
  id: number('location'), name, kind, path: start,
  host: host.nullable(), port: port.nullable(), user: user.nullable(),
  secretKind: z.enum(['password', 'key']).nullable().meta({ description: 'What opens the server; never shown itself' }),
  hostKey: hostKey.nullable(),
  createdBy: z.string(), createdAt: time('When it was made'),
  modifiedBy: z.string(), modifiedAt: time('When it was last changed'),
}).meta({ id: 'Location' });

const members = {
  path: start.optional(), host: host.optional(), port: port.optional(), user: user.optional(),
  hostKey: hostKey.nullable().optional(),
  password: z.string().optional().meta({ description: 'Of the user; kept sealed, never shown' }),
  privateKey: z.string().optional().meta({ description: 'Instead of a password: OpenSSH or PEM form; kept sealed' }),
  passphrase: z.string().optional().meta({ description: 'Of the private key, if it has one; kept sealed' }),
};
const wish = z.strictObject({ name, kind, ...members }).meta({
  id: 'LocationWish',
  examples: [{
    name: 'CRM', kind: 'sftp', host: 'sftp.example.com', user: 'tolk', password: 'secret', path: 'export',
    hostKey: 'SHA256:uNiVztksCsDhcc0u9e8BrWGr3gMGqB8jfZJsgJuy1Nk',
  }],
});
const change = z.strictObject({ name: name.optional(), ...members })
  .meta({ id: 'LocationChange', examples: [{ path: 'export/2026' }] });

const tested = z.object({
  hostKey: hostKey.nullable().meta({ description: 'Fingerprint that the server showed; null for a folder' }),
  isNewlyTrusted: z.boolean().meta({ description: 'Whether it is agreed from now on and was not before' }),
  files: z.int().meta({ description: 'Files in the start folder', examples: [3] }),
}).meta({ id: 'LocationTest' });

const file = z.object({
  name: z.string().meta({ description: 'With its folder below the start folder', examples: ['in/orders_20260301.csv'] }),
  size: z.int().meta({ description: 'Bytes', examples: [10_240] }),
  modifiedAt: time('When it was last changed'),
}).meta({ id: 'LocationFile' });

/** Places where files are picked up and dropped. */
export const locationEndpoints: readonly Endpoint[] = [
  endpoint({
    ...LOCATIONS, method: 'get', path, summary: 'The locations of the brand',
    answers: { 200: { description: 'By name', schema: z.array(shown) } },
    act: async ({ scope }) => ({ body: await listLocations(scope) }),
  }),
  endpoint({
    ...LOCATIONS, method: 'post', path, summary: 'Make a location', body: wish,
    description: 'Nothing is opened yet; `POST .../test` does that. A name that is taken is refused with 409.',
    answers: { 201: { description: 'The location', schema: shown, headers: { Location: 'Its address' } } },
    act: async ({ scope, body: { password, privateKey, passphrase, ...input }, origin }) => {
      const made = await createLocation(scope, { ...input, secret: secretOf({ password, privateKey, passphrase }) });
      return { headers: { Location: `${origin}${path}/${made.id}` }, body: made };
    },
  }),
  endpoint({
    ...LOCATIONS, method: 'get', path: one, summary: 'One location', params,
    answers: { 200: { description: 'The location', schema: shown } },
    act: async ({ scope, params: { location } }) => ({ body: await findLocation(scope, location) }),
  }),
  endpoint({
    ...LOCATIONS, method: 'patch', path: one, summary: 'Change a location', params, body: change,
    description: 'What is left out stays. When host, port or hostKey change, password or privateKey must be given '
      + 'again: a secret is only ever sent to the server that it was given for.',
    answers: { 200: { description: 'The location as it is now', schema: shown } },
    act: async ({ scope, params: { location }, body: { password, privateKey, passphrase, ...input } }) => ({
      body: await changeLocation(scope, location, { ...input, secret: secretOf({ password, privateKey, passphrase }) }),
    }),
  }),
  endpoint({
    ...LOCATIONS, method: 'delete', path: one, summary: 'Forget a location', params,
    description: 'Its files stay where they are. One that is used is refused with 409.',
    answers: { 204: { description: 'It is gone' } },
    act: async ({ scope, params: { location } }) => {
      await deleteLocation(scope, location);
      return {};
    },
  }),
  endpoint({
    ...LOCATIONS, method: 'post', path: `${one}/test`, summary: 'Open a location and list its start folder', params,
    description: 'With `trust` the host key that the server shows is taken and stored, if none is yet: compare the '
      + 'answer with what the owner of the server says. One that is stored is never replaced by this.',
    body: z.strictObject({ trust: z.boolean().default(false) }).prefault({})
      .meta({ id: 'LocationTestWish', examples: [{ trust: true }] }),
    answers: { 200: { description: 'It works', schema: tested } },
    act: async ({ scope, params: { location }, body }) => ({ body: await testLocation(scope, location, body) }),
  }),
  endpoint({
    ...LOCATIONS, method: 'get', path: `${one}/files`, summary: 'The files of a location', params,
    description: 'Left out are folders, links, and what is still being written (`.part`, `.filepart`).',
    query: z.strictObject({
      pattern: z.string().default('*').meta({
        description: 'A folder, then `*` and `?` and date variables {Y} {m} {d} {H} {i} {s} of this moment',
        examples: ['in/orders_{Y}{m}{d}*.csv'],
      }),
    }),
    answers: { 200: { description: 'Oldest first', schema: z.array(file) } },
    act: async ({ scope, params: { location }, query: { pattern } }) =>
      ({ body: await listLocationFiles(scope, location, pattern) }),
  }),
];

interface GivenSecret {
  readonly password?: string | undefined;
  readonly privateKey?: string | undefined;
  readonly passphrase?: string | undefined;
}

/** @throws {TolkError} FIELD_VALUE when it is two secrets, or half of one */
function secretOf({ password, privateKey, passphrase }: GivenSecret): LocationSecret | undefined {
  const refused = (field: string, why: string) => failure('FIELD_VALUE', { field, why, value: '***' });
  if (privateKey !== undefined) {
    if (password !== undefined) throw refused('password', 'is given beside a private key: give one of both');
    return { privateKey, passphrase };
  }
  if (passphrase !== undefined) throw refused('passphrase', 'is given without its private key');
  return password === undefined ? undefined : { password };
}
