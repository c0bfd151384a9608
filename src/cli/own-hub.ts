import type { X509Certificate } from 'node:crypto';
import { Agent, type Dispatcher } from 'undici';
import { readCertificates } from '../platform/certificate.js';
import { ConfigError } from '../platform/config-error.js';
import { environment, type Config } from '../platform/config.js';
import { secretReader } from '../platform/secrets.js';

/** The running hub of a configuration, as it is reached from its own machine. */
export interface OwnHub {
  /** Without a slash at the end. */
  readonly url: string;
  readonly dispatcher: Dispatcher;
}

const everywhere: Readonly<Record<string, string>> = { '0.0.0.0': '127.0.0.1', '::': '::1' };

/** @throws ConfigError where the certificate of a hub with TLS of its own cannot be read, by path, never by value */
export async function ownHub({ http: { host, port, tls } }: Config): Promise<OwnHub> {
  const near = everywhere[host] ?? host;
  const at = `${near.includes(':') ? `[${near}]` : near}:${port}`;
  if (tls === undefined) return { url: `http://${at}`, dispatcher: new Agent() };
  const faults: string[] = [];
  const cert = await secretReader(environment(), faults)('http.tls.cert', tls.cert);
  const [own] = readCertificates([cert]) ?? [];
  if (own === undefined && faults.length === 0) faults.push('http.tls.cert: holds no certificate in PEM');
  if (own === undefined || faults.length > 0) throw new ConfigError(faults);
  return { url: `https://${at}`, dispatcher: new Agent({ connect: onlyWith(own) }) };
}

/**
 * Trusts the configured certificate alone, whoever issued it. It is made out to the town's name, not to this machine's
 * address, so it is compared itself.
 */
function onlyWith(own: X509Certificate) {
  return {
    ca: own.toString(),
    allowPartialTrustChain: true,
    checkServerIdentity: (_host: string, shown: { readonly fingerprint256: string }) =>
      shown.fingerprint256 === own.fingerprint256
        ? undefined
        : Object.assign(new Error('another certificate'), { code: 'ANOTHER_CERTIFICATE' }),
  };
}
