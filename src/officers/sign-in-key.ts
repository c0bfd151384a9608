import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { randomToken } from '../platform/digest.js';
import { ConfigError } from '../platform/config-error.js';
import type { Config } from '../platform/config.js';
import { secretReader, type SecretEnvironment } from '../platform/secrets.js';
import type { Store } from '../store/store.js';
import { shareMeta } from '../store/world-guard.js';

/**
 * The key that seals the secrets of authenticator apps: the configuration's, else a file of the data directory, made at
 * the first start. Hubs that share a PostgreSQL and name no key share the first one's through the database, which is no
 * seal against whoever copies that: such a town names one (docs/tls.md). @throws ConfigError by path, never by value
 */
export const signInKey = async (
  store: Store,
  config: Pick<Config, 'signIn' | 'dataDir'>,
  environment: SecretEnvironment,
): Promise<Buffer> =>
  (await namedKey(config, environment)) ??
  Buffer.from(await keptKey(store, join(config.dataDir, 'sign-in.key')), 'base64url');

/** The key that the configuration names; null where it names none. @throws ConfigError by path, never by value */
export async function namedKey(
  { signIn }: Pick<Config, 'signIn'>,
  environment: SecretEnvironment,
): Promise<Buffer | null> {
  if (signIn.key === undefined) return null;
  const faults: string[] = [];
  const text = await secretReader(environment, faults)('signIn.key', signIn.key);
  const key = Buffer.from(text, /^[0-9a-f]{64}$/i.test(text) ? 'hex' : 'base64');
  if (faults.length === 0 && key.length !== 32) faults.push('signIn.key: is not 32 bytes in base64 or hex');
  if (faults.length > 0) throw new ConfigError(faults);
  return key;
}

async function keptKey(store: Store, path: string): Promise<string> {
  const own = existsSync(path) ? readFileSync(path, 'utf8').trim() : randomToken(32);
  const key = store.engine === 'sqlite' ? own : await store.write((tx) => shareMeta(tx, 'sign-in-key', own));
  if (!existsSync(path) || key !== own) writeFileSync(path, key, { mode: 0o600 });
  return key;
}
