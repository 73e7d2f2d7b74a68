/**
 * Waits for work, but not longer than a limit; the work itself goes on.
 * @param limit milliseconds
 * @param late what is given when it is not done by then
 */
export async function within<Result>(
  work: Promise<Result>, limit: number, late: () => Result,
): Promise<Result> {
  const { promise, resolve } = Promise.withResolvers<Result>();
  const timer = setTimeout(() => resolve(late()), limit);
  try {
    return await Promise.race([work, promise]);
  } finally {
    clearTimeout(timer);
  }
}
