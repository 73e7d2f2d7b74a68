import { Graph, layout } from '@dagrejs/dagre';
import { IN } from '../engine/counts.ts';
import { PRESENT, type ObjectFigures } from './figures.ts';

/** Points of a letter, about: nothing here knows the fonts of who looks. */
const LETTER = 7.5;
const LINE = 18;
const PADDING = 12;
/** Letters of a line; what is longer is cut. */
const LONGEST = 40;

interface Box extends Point {
  readonly lines: readonly string[];
  readonly isFailing: boolean;
  readonly width: number;
  readonly height: number;
}

interface Point {
  readonly x: number;
  readonly y: number;
}

interface Arrow extends Point {
  readonly text: string;
  /** Its bends. */
  readonly points: readonly Point[];
}

/** The graph of a campaign as SVG that stands by itself, with how many came in, are there, and left by each exit. */
export function drawPicture(objects: readonly ObjectFigures[]): string {
  const graph = new Graph({ multigraph: true });
  // The library tells the places of all by setting them in what it was given.
  const page = { rankdir: 'TB', nodesep: 40, ranksep: 50, marginx: 20, marginy: 10, width: 0, height: 0 };
  graph.setGraph(page);
  const boxes = new Map(objects.map((object) => [object.key, boxOf(object)]));
  for (const [key, box] of boxes) graph.setNode(key, box);
  const arrows: Arrow[] = [];
  for (const { key, exits, counters } of objects) {
    for (const [exit, target] of Object.entries(exits)) {
      if (target === null || !boxes.has(target)) continue;
      const text = cut(`${exit} ${counters[exit] ?? 0}`);
      const arrow = { text, width: text.length * LETTER, height: LINE, labelpos: 'c', x: 0, y: 0, points: [] };
      graph.setEdge(key, target, arrow, exit);
      arrows.push(arrow);
    }
  }
  layout(graph);
  const size = [page.width, page.height].map(round);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${size[0]}" height="${size[1]}" viewBox="0 0 ${size.join(' ')}"`
    + ' font-family="system-ui, sans-serif" font-size="13" role="img">',
    '<defs><marker id="tip" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="8" markerHeight="8" orient="auto">'
    + '<path d="M0 0 8 4 0 8z" fill="#5c6676"/></marker></defs>',
    ...arrows.map(drawnArrow), ...[...boxes.values()].map(drawnBox), '</svg>',
  ].join('\n');
}

function boxOf({ key, type, name, counters, error }: ObjectFigures): Box {
  const lines = [name === '' ? key : `${name} (${key})`, type, `in ${counters[IN] ?? 0}, here ${counters[PRESENT] ?? 0}`];
  if (error !== null) lines.push(`failed: ${error}`);
  const shown = lines.map(cut);
  const width = Math.max(...shown.map(({ length }) => length)) * LETTER + 2 * PADDING;
  return { lines: shown, isFailing: error !== null, width, height: shown.length * LINE + 2 * PADDING, x: 0, y: 0 };
}

function drawnBox({ lines, isFailing, width, height, x, y }: Box): string {
  const [fill, stroke] = isFailing ? ['#fdecea', '#9a1b00'] : ['#f5f7fa', '#0b5cad'];
  const top = y - height / 2;
  const texts = lines.map((line, place) => {
    const weight = place === 0 ? ' font-weight="600"' : '';
    return `<text x="${round(x)}" y="${round(top + PADDING + LINE * (place + 0.75))}" text-anchor="middle"${weight}>${escaped(line)}</text>`;
  });
  return `<g><rect x="${round(x - width / 2)}" y="${round(top)}" width="${round(width)}" height="${round(height)}"`
    + ` rx="5" fill="${fill}" stroke="${stroke}"/>${texts.join('')}</g>`;
}

function drawnArrow({ text, points, x, y }: Arrow): string {
  const way = points.map((point) => `${round(point.x)},${round(point.y)}`).join(' ');
  const behind = text.length * LETTER + 6;
  return `<g><polyline points="${way}" fill="none" stroke="#5c6676" marker-end="url(#tip)"/>`
    + `<rect x="${round(x - behind / 2)}" y="${round(y - LINE / 2)}" width="${round(behind)}" height="${LINE}" fill="#fff"/>`
    + `<text x="${round(x)}" y="${round(y + LINE / 4)}" text-anchor="middle" fill="#5c6676">${escaped(text)}</text></g>`;
}

function cut(text: string): string {
  const letters = [...text];
  return letters.length <= LONGEST ? text : `${letters.slice(0, LONGEST - 1).join('')}…`;
}

function escaped(text: string): string {
  return text.replaceAll(/[&<>"]/g, (char) => `&#${char.charCodeAt(0)};`);
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
