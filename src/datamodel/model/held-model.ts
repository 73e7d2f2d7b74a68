import type { TxScope } from '../../db/index.ts';
import { loadModel } from './load-model.ts';
import { holdModel } from './model-lock.ts';
import type { Model } from './model.ts';

/** The model as it is now, and stays until the transaction ends. */
export async function heldModel(tx: TxScope): Promise<Model> {
  await holdModel(tx);
  return loadModel(tx);
}
