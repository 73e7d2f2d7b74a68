import { EXPORT_RUN, exportNotify } from '../export/index.ts';
import type { NotifyWishes } from '../notice/index.ts';

/** Who is to hear of the end of a run, by its kind. */
export const notifyWishes: NotifyWishes = { [EXPORT_RUN]: exportNotify };
