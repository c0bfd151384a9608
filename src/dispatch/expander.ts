import { expandLot, hasExpansions, weightOfExpansion } from '../store/expansion.store.js';
import type { DispatchDeps } from './dispatch-deps.js';

/** Brings large audiences in, lot by lot; other writes take their turn between two lots. */
export interface Expander {
  /** Goes on where there is something to bring in. */
  look(): void;
  stop(): Promise<void>;
}

/** Addresses in one transaction: no other write waits longer than one of these. */
const lotSize = 5_000;

/** `onLot` hears whose each lot is that is there. */
export function createExpander(
  { store, clock, onBug }: DispatchDeps,
  onLot: (versionId: string) => void,
): Expander {
  let running: Promise<void> | null = null;
  let stopped = false;

  async function expandAll(): Promise<void> {
    while (!stopped && (await hasExpansions(store))) {
      const versionId = await store.write(
        (tx) => expandLot(tx, lotSize, clock.now()),
        weightOfExpansion(store),
      );
      if (versionId !== null) onLot(versionId);
    }
  }

  return {
    look() {
      running ??= expandAll()
        .catch(onBug)
        .finally(() => (running = null));
    },
    async stop() {
      stopped = true;
      await running;
    },
  };
}
