import { migrate, openStore, type Store } from '../db/index.ts';
import type { Check } from '../rest/index.ts';

interface Probe {
  /** Whether the database answers and every migration is applied. */
  readonly check: Check;
  stop(): Promise<void>;
}

/**
 * Looks at the database over a connection of its own: when requests use all of theirs, the process is busy,
 * not away. A connection that hangs (a network that swallows everything) is given up at the next look.
 */
export function startProbe(url: string): Probe {
  let store: Store | undefined;
  let isAsking = false;

  const open = () => openStore({ url, connections: 1, prepare: false, applicationName: 'tolk ready' });
  const giveUp = async () => {
    const old = store;
    store = undefined;
    await old?.destroy();
  };

  return {
    async check() {
      if (isAsking) void giveUp().catch(() => undefined);
      const mine = store ??= open();
      isAsking = true;
      try {
        const missing = (await migrate.status(mine)).filter(({ applied }) => !applied);
        return missing.length === 0 ? undefined : `${missing.length} migrations are not applied`;
      } finally {
        if (mine === store) isAsking = false;
      }
    },
    stop: giveUp,
  };
}
