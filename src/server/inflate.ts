import { promisify } from 'node:util';
import { gunzip, inflate, inflateRaw, type InputType, type ZlibOptions } from 'node:zlib';
import { failure } from '../errors.ts';

type Inflate = (input: InputType, options: ZlibOptions) => Promise<Buffer>;

const unzip: Inflate = promisify(gunzip);
const unwrap: Inflate = promisify(inflate);
const unpack: Inflate = promisify(inflateRaw);

/**
 * Undoes the Content-Encoding of a body: gzip, deflate (with or without the zlib wrapper: clients differ), or
 * none.
 * @param most bytes that may come out; more is never made
 * @throws CODING_UNKNOWN, CODING_BROKEN, BODY_TOO_LARGE
 */
export function inflateBody(body: Buffer, coding: string | undefined, most: number): Buffer | Promise<Buffer> {
  switch (coding?.trim().toLowerCase()) {
    case undefined: case '': case 'identity': return body;
    case 'gzip': case 'x-gzip': return run(unzip, body, 'gzip', most);
    case 'deflate': return run(hasZlibHead(body) ? unwrap : unpack, body, 'deflate', most);
    default: throw failure('CODING_UNKNOWN', { coding: coding ?? '' });
  }
}

async function run(work: Inflate, body: Buffer, coding: string, most: number): Promise<Buffer> {
  try {
    return await work(body, { maxOutputLength: most });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') {
      throw failure('BODY_TOO_LARGE', { limit: String(most) });
    }
    throw failure('CODING_BROKEN', { coding }, { cause: error });
  }
}

/** RFC 1950 section 2.2: method 8, and a check over the first two bytes. */
function hasZlibHead(body: Buffer): boolean {
  return body.length >= 2 && ((body[0] ?? 0) & 0x0f) === 8 && body.readUInt16BE(0) % 31 === 0;
}
