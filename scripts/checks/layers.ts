/**
 * The rule of the house: imports only go down (top -> doors -> rooms -> ground), rooms meet only through each other's
 * index.ts, and no folder imports itself in a circle through others. Reads the imports of src/ as text.
 */
import { readFileSync } from 'node:fs';
import { globSync } from 'node:fs';
import path from 'node:path';

const LAYERS: readonly (readonly string[])[] = [
  ['db', 'jobs', 'events', 'http-out', 'mail-out', 'vault'],
  ['access', 'customer', 'group', 'resource', 'profile', 'schedule', 'notice', 'transfer', 'export', 'datamodel', 'mailing', 'campaign',
    'membership', 'webhook', 'connector', 'render'],
  ['soap', 'rest', 'console', 'clock', 'server'],
  ['demo', 'app', 'cli'],
];
/** What all may read. */
const COMMON = ['config', 'errors', 'log', 'metrics', 'exact-json', 'given', 'markup'];
/** What app.ts and main.ts are, whatever their name: the parts put together. */
const TOP = ['app', 'main', 'demo'];

interface Arrow {
  readonly from: string;
  readonly to: string;
  readonly file: string;
  readonly target: string;
  readonly typeOnly: boolean;
}

/** @returns one line per import that goes up, round, or past an index.ts; empty when the house stands */
export function layerComplaints(root: string): string[] {
  const arrows = readArrows(path.join(root, 'src'));
  return [...arrows.flatMap(complaint), ...circles(arrows)];
}

function readArrows(source: string): Arrow[] {
  const IMPORT = /(?:^|\n)\s*(?:import|export)\s+(type\s+)?(?:[^'";]*?\sfrom\s+)?'(\.[^']+)'|import\('(\.[^']+)'\)/g;
  return globSync('**/*.ts', { cwd: source }).flatMap((file) => {
    const text = readFileSync(path.join(source, file), 'utf8');
    return [...text.matchAll(IMPORT)].flatMap(([, typeOnly, fixed, lazy]) => {
      const target = path.posix.join(path.posix.dirname(file), fixed ?? lazy ?? '');
      if (target.startsWith('..')) return [];
      return [{ from: room(file), to: room(target), file, target, typeOnly: typeOnly !== undefined }];
    });
  });
}

function room(file: string): string {
  const [first = ''] = file.split('/');
  return first.replace(/\.ts$/, '');
}

function rank(name: string): number | undefined {
  const found = LAYERS.findIndex((layer) => layer.includes(name));
  return found === -1 ? undefined : found;
}

function complaint({ from, to, file, target }: Arrow): string[] {
  if (from === to || COMMON.includes(to)) return [];
  if (TOP.includes(from) || from === 'cli') return [];
  if (TOP.includes(to)) return [`${file} imports ${target}: the parts do not know who puts them together`];
  const [above, below] = [rank(from), rank(to)];
  if (above === undefined && COMMON.includes(from)) return [`${file} imports ${target}: a common table stands by itself`];
  if (above === undefined || below === undefined) {
    return [`${file} -> ${target}: no layer is known for ${above === undefined ? from : to}`];
  }
  if (below > above) return [`${file} imports ${target}: that goes up`];
  const isRoom = below === 1;
  if (isRoom && target !== `${to}/index.ts`) return [`${file} imports ${target}: a room is entered through its index.ts`];
  return [];
}

/** Folders that reach themselves again through others. Types count too: what needs each other belongs together. */
function circles(arrows: readonly Arrow[]): string[] {
  const next = new Map<string, Set<string>>();
  for (const { from, to } of arrows) {
    if (from === to || COMMON.includes(to) || TOP.includes(from)) continue;
    next.set(from, (next.get(from) ?? new Set()).add(to));
  }
  const found = new Set<string>();
  const walk = (name: string, way: readonly string[]): void => {
    const at = way.indexOf(name);
    if (at !== -1) {
      const ring = way.slice(at);
      if (ring.every((other) => other >= name)) found.add([...ring, name].join(' -> '));
      return;
    }
    for (const other of next.get(name) ?? []) walk(other, [...way, name]);
  };
  for (const name of next.keys()) walk(name, []);
  return [...found].map((ring) => `a circle: ${ring}`);
}
