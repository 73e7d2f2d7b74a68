/** What values columns take (datamodel-rest.md 1.1), and rows of them as JSON gives them and as they are stored. */
export { dataOf, keysOf, needNow, readGivenRow, type Key, type RowValues } from './given-row.ts';
export { readValue, type ReadingContext } from './read-value.ts';
