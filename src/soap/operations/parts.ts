import type { Resources } from '../../resource/index.ts';

/** What operations need beside the scope of their call; app.ts makes it once. */
export interface OperationParts {
  readonly resources: Resources;
}
