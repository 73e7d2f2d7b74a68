import { createHash } from 'node:crypto';

/** A host key as `ssh-keygen -l` and every SSH client show it. @param key as the server sends it */
export function fingerprint(key: Buffer): string {
  return `SHA256:${createHash('sha256').update(key).digest('base64').replace(/=+$/, '')}`;
}
