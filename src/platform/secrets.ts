import { readFile } from 'node:fs/promises';
import type { Secret } from '../wire/channel-config.js';

/** The environment as `platform/config.ts` read it. */
export type SecretEnvironment = Readonly<Record<string, string | undefined>>;

export type ReadSecret = (path: string, secret: Secret | undefined) => Promise<string>;

/** Reads secrets and collects what is missing by path, so that all of it can be told at once. */
export function secretReader(environment: SecretEnvironment, missing: string[]): ReadSecret {
  return async (path, secret) => {
    if (secret === undefined) return '';
    const value =
      'env' in secret ? environment[secret.env] : await readFile(secret.file, 'utf8').catch(() => undefined);
    if (value === undefined || value.trim() === '') {
      missing.push(
        `${path}: ${'env' in secret ? `${secret.env} is not set` : 'the file is missing or empty'}`,
      );
      return '';
    }
    return value.trim();
  };
}
