/** Whether a text can be a number of ours, as it is written; any other finds nothing. */
export function isId(text: string): boolean {
  return /^[1-9]\d{0,17}$/.test(text);
}
