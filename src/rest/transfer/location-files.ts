import { z } from 'zod';
import { openFile, putFile, withLocation } from '../../transfer/index.ts';
import { endpoint, type Endpoint } from '../call/index.ts';

const FILES = { tag: 'Locations', credentials: 'bearer', right: 'manage' } as const;
const path = '/api/v1/locations/{location}/files/{name...}';
const params = z.strictObject({
  location: z.string().meta({ description: 'Number or name of the location', examples: ['12'] }),
  name: z.string().meta({
    description: 'Of the file, with its folder below the start folder; `/` may stand as it is or as `%2F`',
    examples: ['in/orders.csv'],
  }),
});

const stored = z.object({
  name: z.string().meta({ description: 'The name it got: a taken one gets a suffix', examples: ['in/orders (2).csv'] }),
  size: z.int().meta({ description: 'Bytes', examples: [10_240] }),
}).meta({ id: 'StoredFile' });

/** What is in the files of a location; none is held here, however large it is. */
export const locationFileEndpoints: readonly Endpoint[] = [
  endpoint({
    ...FILES, method: 'get', path, summary: 'A file of a location', params,
    description: 'As it is stored. It comes as fast as it is taken; an answer that is shorter than its Content-Length broke off.',
    answers: {
      200: { description: 'The bytes of the file', bytes: true, headers: { 'Content-Disposition': 'The name of the file' } },
    },
    act: async ({ scope, params: { location, name } }) => {
      const file = await openFile(scope, location, name);
      return {
        headers: {
          'Content-Type': 'application/octet-stream', 'Content-Length': String(file.size),
          'Content-Disposition': attachment(name), 'X-Content-Type-Options': 'nosniff',
        },
        pieces: file,
      };
    },
  }),
  endpoint({
    ...FILES, method: 'put', path, summary: 'Put a file into a location', params,
    description: 'Nothing is overwritten: a taken name gets a suffix, so send it again only when no answer came. The file '
      + 'appears when it is whole; of one that breaks off nothing stays. It has FILE_BYTES bytes at most, and each of '
      + 'its parts must arrive within UPLOAD_TIME. Folders on its way are made.',
    upload: 'The file as it is, of any type',
    answers: { 201: { description: 'Where it is', schema: stored, headers: { Location: 'Its address' } } },
    act: async ({ scope, params: { location, name: wish }, upload, origin }) => {
      const { name, size } = await putFile(scope, location, wish, upload);
      return { headers: { Location: origin + addressOf(location, name) }, body: { name, size } };
    },
  }),
  endpoint({
    ...FILES, method: 'delete', path, summary: 'Remove a file from a location', params,
    answers: { 204: { description: 'It is gone' } },
    act: async ({ scope, params: { location, name } }) => {
      await withLocation(scope, location, (store) => store.remove(name));
      return {};
    },
  }),
];

function addressOf(location: string, name: string): string {
  const file = name.split('/').map(encodeURIComponent).join('/');
  return path.replace('{location}', () => encodeURIComponent(location)).replace('{name...}', () => file);
}

/** RFC 6266: plain ASCII for those who know no better, and the name as it is. */
function attachment(name: string): string {
  const bare = name.slice(name.lastIndexOf('/') + 1);
  const ascii = bare.replaceAll(/[^ -~]|["\\%]/g, '_');
  const exact = encodeURIComponent(bare).replaceAll(/['()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
  return `attachment; filename="${ascii}"; filename*=UTF-8''${exact}`;
}
