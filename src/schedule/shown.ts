/**
 * SQL that shows a moment as `YYYY-MM-DD HH:MM:SS`.
 * @param moment SQL of a timestamptz
 * @param zone SQL of the brand's zone: $2, $3 ...
 */
export function shownTime(moment: string, zone: string): string {
  return `to_char(${moment} at time zone ${zone}, 'YYYY-MM-DD HH24:MI:SS')`;
}

/** Whether a text can be a number of ours; any other finds nothing. */
export function isId(text: string): boolean {
  return /^[1-9]\d{0,17}$/.test(text);
}
