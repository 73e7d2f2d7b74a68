/** What is done to a cell before it is taken: pure acts on texts, made once per column. */
export { cleaned, cleanUpType, type Clean, type CleanUp } from './clean-up.ts';
