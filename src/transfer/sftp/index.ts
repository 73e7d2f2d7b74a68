/** SFTP servers as locations, over ssh2 itself: bounded listings, plain answers, never a secret to an unknown key. */
export { openSftp, type ServerStore } from './store.ts';
