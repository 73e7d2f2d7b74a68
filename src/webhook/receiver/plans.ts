import { loadModel, type Model } from '../../datamodel/index.ts';
import type { Scope } from '../../db/index.ts';
import { TolkError } from '../../errors.ts';
import type { CalledWebhook } from './begin-call.ts';
import { planOf, type CallPlan } from './plan.ts';

/** How many webhooks' plans are remembered. */
const KEPT = 1000;

/**
 * Plans by webhook and mapping. A plan stands on the data model as it was: it is not believed when the data model
 * refuses what it leads to, but made anew once.
 */
export class Plans {
  readonly #kept = new Map<string, { readonly mapping: string; readonly revision: Model['revision']; readonly plan: CallPlan }>();

  /**
   * Does something with the plan of a webhook; it must leave nothing behind when it throws.
   * @throws {TolkError} WEBHOOK_MAPPING when the mapping does not fit the data model any more; what the act throws
   */
  async use<Result>(
    scope: Scope, webhook: CalledWebhook, act: (plan: CallPlan) => Promise<() => Result>,
  ): Promise<Result> {
    const key = `${scope.brand.id} ${webhook.id}`;
    const mapping = JSON.stringify(webhook.mapping);
    const kept = this.#kept.get(key);
    if (kept?.mapping === mapping) {
      try {
        return (await act(kept.plan))();
      } catch (error) {
        if (!(error instanceof TolkError) || (await loadModel(scope)).revision === kept.revision) throw error;
      }
    }
    const model = await loadModel(scope);
    const plan = planOf(webhook.mapping, model);
    if (this.#kept.size >= KEPT) this.#kept.clear();
    this.#kept.set(key, { mapping, revision: model.revision, plan });
    return (await act(plan))();
  }
}
