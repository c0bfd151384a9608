import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { isCertificate, isRsaPrivateKey } from '../platform/pem-keys.js';
import { secretReader, type ReadSecret, type SecretEnvironment } from '../platform/secrets.js';
import type { OutboundProxyConfig, Secret } from '../wire/channel-config.js';
import type { OutboundProxy } from './tunnel.js';

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
  /** What was read, in the order of the configuration: the same again means that nothing was rewritten. */
  readonly values: string[];
}

/** Reads the secrets of one configuration. */
export function readingOf(environment: SecretEnvironment): Reading {
  const faults: string[] = [];
  const values: string[] = [];
  const readOne = secretReader(environment, faults);
  const read: ReadSecret = async (path, secret) => {
    const value = await readOne(path, secret);
    values.push(value);
    return value;
  };
  const checked = checkedReader(read, faults);
  const ca: Reading['ca'] = (path, secret) =>
    checked(path, secret, isCertificate, 'is no certificate in PEM; name the one of the authority to trust');
  return { read, checked, ca, faults, values };
}

/** RFC 7617 §2: a user without a colon, then the password; neither holds control characters. */
const userAndPassword = /^[^:\x00-\x1f\x7f]+:[^\x00-\x1f\x7f]*$/;

/** The proxy with its secrets; nothing where none is configured. */
export async function readProxy(
  config: OutboundProxyConfig | undefined,
  { checked, ca: readCa }: Reading,
): Promise<{ readonly proxy?: OutboundProxy }> {
  if (config === undefined) return {};
  const credentials = await checked(
    'outboundProxy.credentials',
    config.credentials,
    (value) => userAndPassword.test(value),
    'is no user:password on one line',
  );
  const ca = await readCa('outboundProxy.ca', config.ca);
  const { url } = config;
  return { proxy: { url, ...(credentials !== '' && { credentials }), ...(ca !== '' && { ca }) } };
}

const serviceAccountSchema = z.object({
  project_id: z.string().min(1),
  client_email: z.string(),
  private_key: z.string(),
});

/** The project of Google's key file; empty, and its fault noted, where it is none. */
export async function readProject(path: string, file: string, faults: string[]): Promise<string> {
  try {
    const account = serviceAccountSchema.parse(JSON.parse(await readFile(file, 'utf8')));
    if (!isRsaPrivateKey(account.private_key))
      faults.push(`${path}: its private_key is no key; download the key file from Google again`);
    return account.project_id;
  } catch {
    faults.push(`${path}: the file is missing or is no service account key`);
    return '';
  }
}
