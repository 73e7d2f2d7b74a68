import type { Datamodel } from '../../datamodel/index.ts';
import type { Endpoint } from '../call/index.ts';

/** `/dataextension/_model`: the definition as a whole, and table by table. */
export function modelEndpoints(_datamodel: Datamodel): readonly Endpoint[] {
  return [];
}
