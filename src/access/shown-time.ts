/**
 * SQL that shows a moment as `YYYY-MM-DD HH:MM:SS` in the zone of the brand `b`.
 * @param moment SQL of a timestamptz
 */
export function shownTime(moment: string): string {
  return `to_char(${moment} at time zone b.time_zone, 'YYYY-MM-DD HH24:MI:SS')`;
}
