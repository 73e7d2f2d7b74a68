import { hash, randomUUID } from 'node:crypto';

/** A new token text: UUID 8-4-4-4-12 (access.md 2) with 122 random bits. */
export function newToken(): string {
  return randomUUID();
}

/** @returns SHA-256 of any token text, in hex: what the store and the cache know a token by */
export function hashOf(token: string): string {
  return hash('sha256', token);
}
