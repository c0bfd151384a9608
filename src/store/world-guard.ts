import type { World } from '../domain/world.js';
import type { Store, Tx } from './store.js';

/** A row of `meta`. */
export interface MetaEntry {
  readonly key: string;
  readonly value: string;
}

/**
 * A database remembers its world and town, and refuses to open under another (safety R2).
 * @throws Error naming both.
 */
export function refuseOtherWorld(known: readonly MetaEntry[], world: World, town: string): void {
  for (const [key, value] of Object.entries({ world, town })) {
    const kept = known.find((row) => row.key === key)?.value;
    if (kept !== undefined && kept !== value)
      throw new Error(`This database belongs to ${key} "${kept}" and cannot be opened as "${value}"`);
  }
}

/** Writes world and town into a database that knows none yet; whoever comes first has named it. @throws Error */
export async function rememberWorld(store: Store, world: World, town: string): Promise<void> {
  const read = () => store.read.sql<MetaEntry>('SELECT key, value FROM meta');
  const known = await read();
  for (const [key, value] of Object.entries({ world, town }))
    if (!known.some((row) => row.key === key))
      await store.write(
        ({ sql }) => sql('INSERT INTO meta (key, value) VALUES ($1, $2) ON CONFLICT DO NOTHING', key, value),
        'needed',
      );
  refuseOtherWorld(await read(), world, town);
}

/** Keeps a value that all processes on the database share: the first one's. */
export async function shareMeta({ sql }: Tx, key: string, value: string): Promise<string> {
  await sql('INSERT INTO meta (key, value) VALUES ($1, $2) ON CONFLICT DO NOTHING', key, value);
  const [kept] = await sql<MetaEntry>('SELECT key, value FROM meta WHERE key = $1', key);
  return kept?.value ?? value;
}
