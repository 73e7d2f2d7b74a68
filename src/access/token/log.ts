/**
 * Parts of statements that change tokens. The log row is written by the statement that makes the change, so
 * there is never one without the other (access.md 3).
 */

/**
 * Adds a row to token_log for each token in a common table expression.
 * @param tokens name of the expression; it has brand_id and id
 * @param act as the check constraint token_log_act has it
 * @param actor parameters of the statement: name and door of who does it
 */
export function logAct(tokens: string, act: string, [name, door]: readonly [string, string]): string {
  return `
    insert into token_log (brand_id, token_id, act, actor, door)
    select brand_id, id, '${act}', ${name}::text, ${door}::text from ${tokens} order by brand_id, id`;
}
