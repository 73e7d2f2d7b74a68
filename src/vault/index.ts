/**
 * The vault: secrets that must come back as they were (passwords and keys of other systems), sealed with data keys per
 * brand and purpose. Data keys lie in the store, wrapped by a key that lies outside of it: TOLK_KEY, or the file
 * TOLK_DATA/key of the embedded store.
 */
export { abandonKey } from './abandon.ts';
export { KEY_FILES } from './key-file.ts';
export { rotateKey, type Rotation } from './rotate.ts';
export { openSecret, sealSecret } from './secret.ts';
export { dataKeyInUse, renewDataKey, retiredDataKeys, type DataKey, type Purpose } from './data-key.ts';
export { vaultState, type VaultState } from './state.ts';
