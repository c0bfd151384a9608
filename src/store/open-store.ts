import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { World } from '../domain/world.js';
import type { DatabasePlace } from '../platform/database-place.js';
import { openPostgres, openPostgresForReading } from './open-postgres.js';
import { databaseFile, openSqlite, openSqliteForReading } from './open-sqlite.js';
import type { Store } from './store.js';
import { noGuard, type WriteGuard } from './write-guard.js';

/** Opens (or makes) the database of a configuration. @throws Error when it cannot be used, in words for the operator */
export const openStore = (
  place: DatabasePlace,
  world: World,
  town: string,
  guard: WriteGuard = noGuard,
): Promise<Store> =>
  place.engine === 'sqlite'
    ? openSqlite(place.dataDir, world, town, guard)
    : openPostgres(place.url, world, town, guard);

/** Opens it for reading only, beside running hubs too; null where there are no tables yet. */
export async function openStoreForReading(place: DatabasePlace): Promise<Store | null> {
  if (place.engine === 'postgres') return openPostgresForReading(place.url);
  return existsSync(join(place.dataDir, databaseFile)) ? openSqliteForReading(place.dataDir) : null;
}
