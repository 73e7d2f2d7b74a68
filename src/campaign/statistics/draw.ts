import { IN } from '../engine/counts.ts';
import { PRESENT, type ObjectFigures } from './figures.ts';

/** The graph of a campaign as Mermaid text, with how many came in, are there, and left by each exit. */
export function drawCampaign(objects: readonly ObjectFigures[]): string {
  const places = new Map(objects.map(({ key }, place) => [key, `o${place + 1}`]));
  const boxes = objects.map(({ key, type, name, counters, error }) => {
    const title = name === '' ? key : `${name} (${key})`;
    const lines = [title, type, `in ${counters[IN] ?? 0}, here ${counters[PRESENT] ?? 0}`];
    if (error !== null) lines.push(`failed: ${error.slice(0, ERROR_LENGTH)}`);
    return `  ${places.get(key)}["${lines.map(label).join('<br/>')}"]`;
  });
  const arrows = objects.flatMap(({ key, exits, counters }) => Object.entries(exits).flatMap(([exit, target]) => {
    const to = target === null ? undefined : places.get(target);
    return to === undefined ? [] : [`  ${places.get(key)} -->|"${label(`${exit} ${counters[exit] ?? 0}`)}"| ${to}`];
  }));
  return ['flowchart TD', ...boxes, ...arrows].join('\n');
}

const ERROR_LENGTH = 80;

/** What Mermaid takes for itself is written as it wants it: `#` and a name. */
function label(text: string): string {
  return text.replaceAll(/[#&<>"\n\r]/g, (char) => `#${char.charCodeAt(0)};`);
}
