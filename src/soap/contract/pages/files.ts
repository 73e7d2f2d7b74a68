import { readdirSync, readFileSync } from 'node:fs';

const folder = new URL('./files/', import.meta.url);

/** What the pages load, by the name under which it is served below `/docs/`: stylesheet and scripts. */
export const PAGE_FILES: ReadonlyMap<string, string> = new Map(
  readdirSync(folder).map((name) => [name, readFileSync(new URL(name, folder), 'utf8')]),
);
