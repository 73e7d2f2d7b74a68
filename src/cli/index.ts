/**
 * The `tolk` command: what operators do at a prompt, beside a running service or without one. Each file adds a
 * family of commands; `tolk.js` is what runs, and checks the version of Node first.
 */
export { main } from './tolk.ts';
