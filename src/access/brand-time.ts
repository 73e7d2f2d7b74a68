import { shownTime } from '../db/index.ts';

/** SQL that shows a moment in the zone of the brand `b`. */
export const brandTime = (moment: string) => shownTime(moment, 'b.time_zone');
