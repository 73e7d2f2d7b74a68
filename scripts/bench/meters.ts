const MEGABYTE = 1024 * 1024;
const INTERVAL = 50;

/** How long the work takes. */
export async function seconds(work: () => Promise<void>): Promise<number> {
  const begun = performance.now();
  await work();
  return (performance.now() - begun) / 1000;
}

/** Watches the resident memory of this process. `end` tells how far it went beyond what it was, in MB. */
export function watchMemory(): { end(): number } {
  const before = process.memoryUsage().rss;
  let most = before;
  const look = () => { most = Math.max(most, process.memoryUsage().rss); };
  const watch = setInterval(look, INTERVAL);
  return {
    end() {
      clearInterval(watch);
      look();
      return (most - before) / MEGABYTE;
    },
  };
}
