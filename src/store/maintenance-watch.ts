import type { Maintenance } from '../domain/maintenance.js';
import type { Notifier } from '../platform/notifier.js';
import { readMaintenance } from './maintenance.store.js';
import type { Store } from './store.js';

/** Whether the ways out are severed, for whoever cannot wait for a database. */
export interface WaysOut {
  isSevered(): boolean;
  /** Reads it from the database, at once and from then on whenever somebody may have changed it. Returns its end. */
  follow(store: Store, notifier: Notifier, onBug: (error: unknown) => void): Promise<() => Promise<void>>;
}

/** Another process may have changed it, and its notice may be lost. Milliseconds. */
const lookEvery = 1_000;

export function createWaysOut(): WaysOut {
  let known: Maintenance | null = null;
  return {
    isSevered: () => known !== null,
    async follow(store, notifier, onBug) {
      let looking: Promise<void> = Promise.resolve();
      const look = async (): Promise<void> => {
        known = await readMaintenance(store.read);
      };
      const again = () => {
        looking = looking.then(look).catch(onBug);
      };
      await look();
      const forget = notifier.on('deliveries', again);
      const timer = setInterval(again, lookEvery);
      return async () => {
        forget();
        clearInterval(timer);
        await looking;
      };
    },
  };
}
