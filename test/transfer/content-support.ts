/** Files of locations by REST, as plain HTTP has them. */
import http from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { manager, type Manager } from '../rest-management/support.ts';
import type { WireAnswer } from '../support/wire.ts';
import { serverWish, type FilesHouse } from './locations-support.ts';

export type Kind = 'folder' | 'sftp';

export interface FileCalls extends Manager {
  /** `/api/v1/locations/drop/files/` */
  readonly base: string;
  /** @param name as it stands in the address */
  call(method: string, name: string, wish?: CallWish): Promise<WireAnswer>;
}

export interface CallWish {
  readonly body?: string | Buffer | AsyncIterable<Buffer>;
  readonly headers?: http.OutgoingHttpHeaders;
}

/** Somebody with the location `drop`, in a brand of its own unless one is given. */
export async function fileCalls(house: FilesHouse, kind: Kind): Promise<FileCalls> {
  const who = await manager(house.gateway);
  const wish = kind === 'folder' ? { name: 'drop', kind } : serverWish(house.server, { name: 'drop' });
  const made = await who.ask('POST', '/locations', wish);
  if (made.status !== 201) throw new Error(`not made: ${JSON.stringify(made.body)}`);
  const base = '/api/v1/locations/drop/files/';
  const headers = { Authorization: `Bearer ${who.token}` };
  return {
    ...who, base,
    call: (method, name, given = {}) =>
      called(house.gateway.url, method, base + name, { ...given, headers: { ...headers, ...given.headers } }),
  };
}

/** Sends the address as it is: fetch would tidy it up. */
export async function called(url: string, method: string, path: string, { body = '', headers = {} }: CallWish): Promise<WireAnswer> {
  const { hostname, port } = new URL(url);
  const sent = http.request({ hostname, port, method, path, headers });
  const answered = new Promise<WireAnswer>((resolve, reject) => {
    sent.on('error', reject).on('response', (response) => {
      const pieces: Buffer[] = [];
      response.on('error', reject).on('data', (piece: Buffer) => pieces.push(piece)).on('end', () => {
        const bytes = Buffer.concat(pieces);
        resolve({ status: response.statusCode ?? 0, headers: response.headers, bytes, text: bytes.toString('utf8') });
      });
    });
  });
  if (typeof body === 'string' || Buffer.isBuffer(body)) sent.end(body);
  else void pipeline(Readable.from(body), sent).catch(() => undefined); // the answer tells
  return answered;
}

/** @returns status and code of a refusal */
export function told({ status, text }: WireAnswer): string {
  return `${status} ${(JSON.parse(text) as { error?: { code?: string } }).error?.code ?? ''}`;
}
