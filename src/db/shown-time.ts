/**
 * SQL that shows a moment as `YYYY-MM-DD HH:MM:SS`.
 * @param moment SQL of a timestamptz
 * @param zone SQL of the brand's zone
 */
export function shownTime(moment: string, zone = '$2'): string {
  return `to_char(${moment} at time zone ${zone}, 'YYYY-MM-DD HH24:MI:SS')`;
}
