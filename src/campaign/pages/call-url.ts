import type { Scope } from '../../db/index.ts';
import type { UrlSettings } from '../objects/start/start-url.ts';
import { holdAddressed, type Addressed } from './address.ts';
import { begin, type Given } from './begin.ts';

/**
 * Sets off the start behind a public address. The answer is the same whether the customer was there before or not, and
 * whether the entry rule lets it begin or not.
 * @throws {TolkError} PAGE_NOT_FOUND, PAGE_CLOSED; PAGE_FIELD naming the field of the call that cannot be taken
 */
export function callUrl(scope: Scope, addressed: Addressed, given: Given): Promise<UrlSettings['answer']> {
  return scope.transaction(async (tx) => {
    const held = await holdAddressed(tx, addressed, ['startUrl']);
    const settings = held.object.graph.settings as unknown as UrlSettings; // as its schema has read them
    await begin(tx, held, settings, given);
    return settings.answer;
  });
}
