import type { Scope, TxScope } from '../../db/index.ts';
import { TolkError } from '../../errors.ts';
import { addCounts, IN } from '../engine/counts.ts';
import { enter } from '../members/enter.ts';
import { formFields, type FormSettings } from '../objects/content/form.ts';
import { holdAddressed, type Addressed, type Held } from './address.ts';
import { begin, type Given } from './begin.ts';
import { nameOf, readForm, type ReadField } from './read-form.ts';
import type { PageView } from './show-page.ts';

/** Field that people do not see: who fills it in is a program. */
const TRAP = 'website';

/** Shows a form to whoever opens its public address. @throws {TolkError} PAGE_NOT_FOUND, PAGE_CLOSED */
export function viewForm(scope: Scope, addressed: Addressed): Promise<PageView> {
  return scope.transaction(async (tx) => {
    const held = await holdAddressed(tx, addressed, ['form']);
    await noteView(tx, held);
    return viewOf(settingsOf(held));
  });
}

/**
 * Takes what a visitor has filled in: the customer is found or made, and begins.
 * @returns what follows, the same whether the customer was there before or not; or the form with what was filled in,
 *   when that cannot be taken: nothing has happened then
 * @throws {TolkError} PAGE_NOT_FOUND, PAGE_CLOSED
 */
export function sendForm(scope: Scope, addressed: Addressed, given: Given): Promise<FormSettings['answer'] | PageView> {
  return scope.transaction(async (tx) => {
    const held = await holdAddressed(tx, addressed, ['form']);
    const settings = settingsOf(held);
    if ((given[TRAP] ?? '') !== '') return settings.answer;
    const fields = formFields(settings);
    const read = readForm(fields, given);
    if (read.some(({ error }) => error !== undefined)) return viewOf(settings, read);
    const takes = fields.map((field, place) => ({ ...field, name: nameOf(place) }));
    const filled = read.flatMap(({ value }, place) => (value === '' ? [] : [[nameOf(place), value]]));
    try {
      await begin(tx, held, { ...settings, takes }, Object.fromEntries(filled) as Given);
    } catch (error) {
      if (!(error instanceof TolkError) || error.code !== 'PAGE_FIELD') throw error;
      const { field, why } = error.details;
      return viewOf(settings, read.map((one, place) => (nameOf(place) === field ? { ...one, error: why } : one)));
    }
    return settings.answer;
  });
}

function settingsOf({ object }: Held): FormSettings {
  return object.graph.settings as unknown as FormSettings; // as its schema has read them
}

/** Where nobody looks at who has seen the form, a visit costs no more than its count. */
async function noteView(tx: TxScope, { running, object }: Held): Promise<void> {
  if (object.wiring.has('view')) await enter(tx, running, object, { customerIds: [], variables: {} });
  else await addCounts(tx, [IN, 'view'].map((name) => ({ objectId: object.id, name, delta: 1 })));
}

function viewOf(settings: FormSettings, read: readonly ReadField[] = []): PageView {
  const { title, text, button } = settings;
  const fields = formFields(settings).map((field, place) => ({ field, value: '', ...read[place] }));
  return { title, text, button, fields, trap: TRAP };
}
