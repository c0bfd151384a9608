import { ConfigError } from './config-error.js';
import type { Config } from './config.js';
import { secretReader, type SecretEnvironment } from './secrets.js';

/** Where the tables are: a file of the data directory, or a PostgreSQL that several hubs share. */
export type DatabasePlace =
  | { readonly engine: 'sqlite'; readonly dataDir: string }
  /** The address holds a password: it is never printed. */
  | { readonly engine: 'postgres'; readonly url: string };

/** Reads the address, which is a secret. @throws ConfigError by path, never by value */
export async function databasePlace(
  { database, dataDir }: Pick<Config, 'database' | 'dataDir'>,
  environment: SecretEnvironment,
): Promise<DatabasePlace> {
  if (database.engine === 'sqlite') return { engine: 'sqlite', dataDir };
  const faults: string[] = [];
  const url = await secretReader(environment, faults)('database.url', database.url);
  if (faults.length === 0 && !/^postgres(ql)?:\/\/./.test(url))
    faults.push('database.url: is no address that begins with postgres://');
  if (faults.length > 0) throw new ConfigError(faults);
  return { engine: 'postgres', url };
}

/** The database in words that may be printed. */
export const describePlace = (place: DatabasePlace): string =>
  place.engine === 'sqlite' ? place.dataDir : `PostgreSQL at ${new URL(place.url).host}`;
