import { listOptions, type OptionDefinition } from '../customer/index.ts';
import { loadModel, type Model } from '../datamodel/index.ts';
import type { Scope } from '../db/index.ts';
import { knownGroups } from '../group/index.ts';
import { knownCampaigns, type KnownCampaign } from '../membership/index.ts';
import { customerImports } from '../transfer/index.ts';
import type { Condition } from './condition.ts';

/** What a brand has of the names in a condition. */
export interface Names {
  readonly options: ReadonlyMap<string, OptionDefinition>;
  /** Groups of the condition that are there. */
  readonly groups: ReadonlySet<string>;
  /**
   * Imports of customers of the condition that are there. Should one go before the query is asked, whom it made and met
   * is still known.
   */
  readonly imports: ReadonlySet<string>;
  /** Campaigns of the condition that are there, by what it calls them. */
  readonly campaigns: ReadonlyMap<string, KnownCampaign>;
  /** undefined: the condition asks for no rows. */
  readonly model: Model | undefined;
}

/** Looks up what the condition names; only what it has names of. */
export async function namesFor(scope: Scope, condition: Condition): Promise<Names> {
  const parts = allParts(condition);
  const has = (kind: Condition['kind']) => parts.some((part) => part.kind === kind);
  const groupIds = parts.flatMap((part) => (part.kind === 'group' ? [part.groupId] : []));
  const options = has('option') ? await listOptions(scope) : [];
  const groups = await knownGroups(scope, groupIds);
  const importIds = parts.flatMap((part) => (part.kind === 'import' ? [part.importId] : []));
  const imports = await customerImports(scope, importIds);
  const called = parts.flatMap((part) => (part.kind === 'campaign' ? [part.called] : []));
  const campaigns = await knownCampaigns(scope, called);
  const model = has('rows') ? await loadModel(scope) : undefined;
  return { options: new Map(options.map((one) => [one.name, one])), groups, imports, campaigns, model };
}

function allParts(condition: Condition): Condition[] {
  switch (condition.kind) {
    case 'and': case 'or': return condition.parts.flatMap(allParts);
    case 'not': return allParts(condition.part);
    case 'rows': return [condition, ...(condition.where === undefined ? [] : allParts(condition.where))];
    case 'field': case 'option': case 'column': case 'group': case 'import': case 'campaign':
      return [condition];
  }
}
