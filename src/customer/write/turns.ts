/**
 * Batches of one brand follow each other within a process. They would wait for each other anyhow, by the brand's lock
 * in the database; but there each holds a connection of the pool while it waits, and a dozen of them leave none for
 * the other brands.
 */
const last = new Map<string, Promise<unknown>>();

/** Does the work when all of the brand's before it has ended, well or not. */
export async function inTurn<Result>(brandId: string, work: () => Promise<Result>): Promise<Result> {
  const before = last.get(brandId) ?? Promise.resolve();
  const turn = before.then(work, work);
  last.set(brandId, turn);
  try {
    return await turn;
  } finally {
    if (last.get(brandId) === turn) last.delete(brandId);
  }
}
