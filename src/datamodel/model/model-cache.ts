import type { Scope } from '../../db/index.ts';
import { failure, TolkError } from '../../errors.ts';
import { loadModel } from './load-model.ts';
import type { Model } from './model.ts';

/** Thrown by an act whose statement found another revision than that of the model it was given. */
export class StaleModel extends Error {}

/** Models come and go with deployments of their owners, not with calls. */
const BRANDS_KEPT = 1000;
/** More changes than that during one call are a storm, which calls are told to wait out. */
const TRIES = 10;

/**
 * The models as this process last read them. They are never believed: every statement of an act compares the
 * revision, so that no call is answered by definitions that somebody else has changed meanwhile.
 */
export class ModelCache {
  readonly #models = new Map<string, Model>();

  /** Reads the model from the store. */
  async fresh(scope: Scope): Promise<Model> {
    const model = await loadModel(scope);
    if (this.#models.size >= BRANDS_KEPT) this.#models.clear();
    this.#models.set(scope.brand.id, model);
    return model;
  }

  /**
   * Runs an act with the model of the scope's brand, again with a fresh one when it throws StaleModel; it must
   * leave nothing behind then.
   * @throws {TolkError} MODEL_BUSY when the model changes again and again meanwhile, and what the act throws
   */
  async settled<Result>(scope: Scope, act: (model: Model) => Promise<Result>): Promise<Result> {
    const remembered = this.#models.get(scope.brand.id);
    let model = remembered ?? await this.fresh(scope);
    for (let tries = 1; ; tries++) {
      try {
        return await act(model);
      } catch (error) {
        const isRefusal = error instanceof TolkError && model === remembered;
        if (!isRefusal && !(error instanceof StaleModel)) throw error;
        if (tries === TRIES) throw failure('MODEL_BUSY', {}, { cause: error });
        const before = model.revision;
        model = await this.fresh(scope);
        // An old model may refuse what the new one takes; asking costs a query, for calls that are refused only.
        if (isRefusal && model.revision === before) throw error;
      }
    }
  }
}
