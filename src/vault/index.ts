/**
 * The vault: secrets that must come back as they were (passwords and keys of other systems), sealed with data keys per
 * brand and purpose. Data keys lie in the store, wrapped by a key that lies outside of it: TOLK_KEY, or the file
 * TOLK_DATA/key of the embedded store.
 */
export type { Purpose } from './data-key.ts';
export { openSecret, sealSecret } from './secret.ts';
