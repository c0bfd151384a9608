import { isCertificate } from '../platform/pem-keys.js';
import { secretReader, type ReadSecret, type SecretEnvironment } from '../platform/secrets.js';
import type { Secret } from '../wire/channel-config.js';

/** Reads a secret and notes what is wrong with it: what is found only at the first send would be found in the night. */
function checkedReader(read: ReadSecret, faults: string[]) {
  return async (
    path: string,
    secret: Secret | undefined,
    isGood: (value: string) => boolean,
    what: string,
  ): Promise<string> => {
    const value = await read(path, secret);
    if (value !== '' && !isGood(value)) faults.push(`${path}: ${what}`);
    return value;
  };
}

/** Secrets of a configuration, and what is wrong with them by path. */
export interface Reading {
  readonly read: ReadSecret;
  readonly checked: ReturnType<typeof checkedReader>;
  /** PEM of an authority; empty where none is named. */
  readonly ca: (path: string, secret: Secret | undefined) => Promise<string>;
  readonly faults: string[];
}

/** Reads the secrets of one configuration. */
export function readingOf(environment: SecretEnvironment): Reading {
  const faults: string[] = [];
  const read = secretReader(environment, faults);
  const checked = checkedReader(read, faults);
  const ca: Reading['ca'] = (path, secret) =>
    checked(path, secret, isCertificate, 'is no certificate in PEM; name the one of the authority to trust');
  return { read, checked, ca, faults };
}
