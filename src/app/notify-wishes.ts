import { EXPORT_RUN, exportNotify } from '../export/index.ts';
import type { NotifyWishes } from '../notice/index.ts';
import { IMPORT_RUN, importNotify } from '../transfer/index.ts';

/** Who is to hear of the end of a run, by its kind. */
export const notifyWishes: NotifyWishes = { [EXPORT_RUN]: exportNotify, [IMPORT_RUN]: importNotify };
