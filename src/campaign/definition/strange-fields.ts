import { objectType } from '../objects/index.ts';
import { namesSecret } from '../values/secrets.ts';
import { mergeFieldsOf, templateOf } from '../values/template.ts';
import type { CampaignDefinition } from './definition.ts';

/** Settings in which nothing is merged; nor is it on pages of objects that anybody may call. */
const PLAIN: readonly string[] = ['condition', 'where', 'answer', 'button', 'label'];

const BRACED = /\{\{[^{}\n]*\}\}/g;

/**
 * What looks like a merge field in a definition and is not read as one. It may be meant for who gets the text, so it is
 * no mistake for sure.
 * @returns a sentence for each, that begins with the id of its object
 */
export function strangeFieldsOf({ objects }: CampaignDefinition): string[] {
  return objects.flatMap(({ id, type, settings }) => {
    const found = bracedIn(settings, objectType(type)?.publicBelow === undefined);
    return [...new Set(found)].map((braced) => `${id}: ${braced} is no merge field here, so it stays as it is`);
  });
}

function bracedIn(value: unknown, isMerged: boolean): string[] {
  if (typeof value === 'string') return (value.match(BRACED) ?? []).filter((braced) => !isMerged || !isRead(braced));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, each]) => bracedIn(each, isMerged && !PLAIN.includes(name)));
}

function isRead(braced: string): boolean {
  return namesSecret(braced) || mergeFieldsOf([templateOf(braced)]).length > 0;
}
