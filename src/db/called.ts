/**
 * SQL that finds a row by what people call it: digits are its number, all else its name.
 * @param table name of the table in the statement, with columns id and name
 * @param given SQL of what they say
 */
export function isCalled(table: string, given: string): string {
  return `case when ${given}::text ~ '^[0-9]{1,18}$' then ${table}.id = ${given}::text::bigint`
    + ` else ${table}.name = ${given}::text end`;
}
