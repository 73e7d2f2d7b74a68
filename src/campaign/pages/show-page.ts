import { isDate } from '../../customer/index.ts';
import type { TxScope } from '../../db/index.ts';
import { failure } from '../../errors.ts';
import { NOBODY, PARKED } from '../objects/act.ts';
import type { PageField } from '../objects/content/page-fields.ts';
import type { PageSettings } from '../objects/content/show-page.ts';
import { mergeFor } from '../values/merge.ts';
import { setTargets } from '../values/targets.ts';
import { templateOf, type MergeField, type Template } from '../values/template.ts';
import { letGoOn, type Resting } from './resting.ts';
import { readForm, type ReadField } from './read-form.ts';

/** A page as it is shown. */
export interface PageView {
  readonly title: string;
  readonly text: string;
  readonly button: string;
  readonly fields: readonly (ReadField & { readonly field: PageField })[];
  /** Name of a field that is hidden from people. */
  readonly trap?: string;
}

const SEEN = 'seen';

/** Shows the page to who opens the link of a member that rests there; the first time a copy leaves by `view`. */
export async function viewPage(tx: TxScope, resting: Resting): Promise<PageView> {
  const { object, claimed } = resting;
  const view = await viewOf(tx, resting);
  const fresh = claimed.filter(({ note }) => note !== SEEN);
  if (fresh.length > 0 && object.wiring.has('view')) {
    const seen = claimed.filter(({ note }) => note === SEEN);
    const stay = [...fresh, ...seen].map((member) => ({ member, until: PARKED, note: SEEN }));
    await letGoOn(tx, resting, { exits: { view: fresh }, stay });
  }
  return view;
}

/** @returns what follows; or the page with what was filled in, when that cannot be taken: nothing has happened then */
export async function submitPage(
  tx: TxScope, resting: Resting, given: Readonly<Record<string, string>>,
): Promise<PageSettings['answer'] | PageView> {
  const { running, object, claimed } = resting;
  const settings = object.graph.settings as unknown as PageSettings; // as its schema has read them
  const read = readForm(settings.fields, given);
  if (read.some(({ error }) => error !== undefined)) return viewOf(tx, resting, read);
  const step = { tx, settings, campaign: running, objectId: object.id, wired: new Set<string>(), members: claimed };
  const values = read.map(({ value }) => value);
  const failed = settings.fields.length === 0 ? [] : await setTargets(step, settings.fields, () => values);
  if (failed.length > 0) return viewOf(tx, resting, read.map((one) => ({ ...one, error: 'could not be taken' })));
  await letGoOn(tx, resting, { exits: { submit: claimed } });
  return settings.answer;
}

/** @param read what was filled in; default: what is known */
async function viewOf(
  tx: TxScope, { running, object, claimed }: Resting, read?: readonly ReadField[],
): Promise<PageView> {
  const { title, text, button, fields } = object.graph.settings as unknown as PageSettings;
  const [member] = claimed;
  const templates: Template[] = [templateOf(title), templateOf(text), ...fields.map((field) => [sourceOf(field)])];
  const values = member === undefined || member.customerId === NOBODY
    ? undefined : (await mergeFor(tx, running.id, templates, [member]))(member);
  if (values === undefined) throw failure('PAGE_NOT_FOUND', {});
  const [shownTitle = '', shownText = '', ...known] = values;
  const filled = read ?? known.map((value, place) =>
    ({ value: fields[place]?.type === 'date' && !isDate(value) ? '' : value }));
  return {
    title: shownTitle, text: shownText, button,
    fields: fields.map((field, place) => ({ field, value: '', ...filled[place] })),
  };
}

function sourceOf(field: PageField): MergeField {
  if ('field' in field) return { kind: 'field', name: field.field };
  if ('option' in field) return { kind: 'option', name: field.option };
  return 'variable' in field ? { kind: 'variable', name: field.variable } : { kind: 'campaign', name: field.campaignField };
}
