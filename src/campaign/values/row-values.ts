import { z } from 'zod';
import { readingContext, readTexts, type Table } from '../../datamodel/index.ts';
import { TolkError } from '../../errors.ts';
import type { CampaignDefinition } from '../definition/definition.ts';
import { wrongCampaign } from '../definition/wrong.ts';
import type { Due, Step } from '../objects/act.ts';
import { mergeFor } from './merge.ts';
import { columnOf } from './row-wish.ts';
import { checkTemplate, templateOf } from './template.ts';

/** What settings say of the values that rows get. */
export const valueMembers = {
  values: z.array(z.strictObject({
    column: z.string().meta({ examples: ['nights'] }),
    value: z.string().meta({
      description: 'A text, with {{field.city}}, {{option.Card}}, {{campaign.voucher}}, {{variable.order}} in it; empty: no value',
    }),
  })).min(1, 'is empty').max(200),
};

/** Where the reason of a refusal goes. */
export const reasonMember = z.string().min(1).max(200).optional().meta({
  description: 'Environment variable that says why, for who leaves by onError; where a flow has several customers, each of '
    + 'them goes on in a flow of its own',
});

interface ValueSettings {
  readonly values: readonly { readonly column: string; readonly value: string }[];
}

/** @throws {TolkError} CAMPAIGN_FORM */
export function checkValues(table: Table, { values }: ValueSettings, definition: CampaignDefinition): void {
  const names = values.map(({ column }) => columnOf(table, column, 'values').name);
  const twice = names.find((name, place) => names.indexOf(name) !== place);
  if (twice !== undefined) throw wrongCampaign('values', `column ${twice} is there twice`);
  for (const { value } of values) checkTemplate(value, 'values', definition);
}

type RowValues = ReturnType<typeof readTexts>;

/** The values of each member, read by the rules of every door; or why they are refused. */
export async function valuesOfMembers(
  { tx, campaign, settings: { values } }: Step<ValueSettings>, table: Table, members: readonly Due[],
): Promise<ReadonlyMap<Due, RowValues | TolkError>> {
  const columns = values.map(({ column }) => columnOf(table, column, 'values'));
  const merge = await mergeFor(tx, campaign.id, values.map(({ value }) => templateOf(value)), members);
  const merged = members.flatMap((member) => {
    const texts = merge(member);
    return texts === undefined ? [] : [{ member, texts }];
  });
  const context = await readingContext(tx, table, merged.map(({ texts }) =>
    Object.fromEntries(columns.map(({ name }, place) => [name, texts[place]]))));
  return new Map(merged.map(({ member, texts }): [Due, RowValues | TolkError] => {
    try {
      return [member, readTexts(columns, texts, context)];
    } catch (error) {
      if (!(error instanceof TolkError)) throw error;
      return [member, error];
    }
  }));
}
