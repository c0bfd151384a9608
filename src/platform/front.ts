import { ConfigError } from './config-error.js';
import type { Config } from './config.js';
import { secretReader, type SecretEnvironment } from './secrets.js';

/** How people reach the hub. */
export interface Front {
  /** Certificate and key; null where it listens in plain HTTP. */
  readonly tls: { readonly cert: string; readonly key: string } | null;
  /** Reached over TLS, its own or a proxy's. */
  readonly secure: boolean;
  /** Who is believed when they say for whom they ask; false: nobody. */
  readonly trustProxy: string[] | false;
  /** Where officers open the console, without a slash at the end; null where only the request tells. */
  readonly consoleUrl: string | null;
}

/** Reads the certificate. @throws ConfigError by path, never by value */
export async function frontOf(config: Config, environment: SecretEnvironment): Promise<Front> {
  const { tls, behindProxy, proxies, consoleUrl } = config.http;
  const faults: string[] = [];
  const read = secretReader(environment, faults);
  const own = tls && {
    cert: await read('http.tls.cert', tls.cert),
    key: await read('http.tls.key', tls.key),
  };
  if (faults.length > 0) throw new ConfigError(faults);
  const address = consoleUrl ?? (config.world === 'live' ? config.publicUrl : undefined);
  return {
    tls: own ?? null,
    secure: own !== undefined || behindProxy,
    trustProxy: behindProxy && proxies,
    consoleUrl: address?.replace(/\/$/, '') ?? null,
  };
}
