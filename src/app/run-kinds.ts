import type { RunKinds } from '../schedule/index.ts';
import { EXPORT_RUN, exportRuns } from '../export/index.ts';
import { IMPORT_RUN, importRuns } from '../transfer/index.ts';

/** What runs can do, by the kind that is stored with the run. */
export const runKinds: RunKinds = { [EXPORT_RUN]: exportRuns, [IMPORT_RUN]: importRuns };
