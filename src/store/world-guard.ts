import type { World } from '../domain/world.js';
import type { Store } from './store.js';

/**
 * A database remembers its world and town, and refuses to open under another (safety R2).
 * @throws Error naming both.
 */
export async function refuseOtherWorld(store: Store, world: World, town: string): Promise<void> {
  const wanted = { world, town };
  const known = await store.read.sql<{ key: string; value: string }>('SELECT key, value FROM meta');
  for (const [key, value] of Object.entries(wanted)) {
    const kept = known.find((row) => row.key === key)?.value;
    if (kept !== undefined && kept !== value)
      throw new Error(`This database belongs to ${key} "${kept}" and cannot be opened as "${value}"`);
    if (kept === undefined)
      await store.write(({ sql }) => sql('INSERT INTO meta (key, value) VALUES ($1, $2)', key, value));
  }
}
