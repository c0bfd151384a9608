import { JWT } from 'google-auth-library';
import { readFile } from 'node:fs/promises';
import { Agent } from 'node:https';
import { connect } from 'node:tls';
import { z } from 'zod';
import type { DrillCredentials } from '../wire/virtual-town.js';

/** Where the SDK's hard-coded hosts are answered instead: the virtual town's TLS port. */
export interface Dial {
  readonly host: string;
  readonly port: number;
  /** PEM. */
  readonly ca: string;
}

/** A live town names Google's key file; the drill has one minted for it. */
export type ServiceAccount = { readonly file: string } | { readonly minted: DrillCredentials['fcm'] };

export interface AccessTokens {
  /** `Bearer …` while one is at hand that holds; else null. */
  current(): string | null;
  /** `Bearer …`; rejects when Google does not give one. */
  authorization(): Promise<string>;
  /** Forgets a token, after FCM refused it; a newer one is kept. */
  forget(authorization: string): void;
  close(): Promise<void>;
}

/** Milliseconds before its end at which a token is replaced. */
const margin = 5 * 60_000;
/** Milliseconds that Google may take: one that says nothing is asked anew, and not waited for until a restart. */
const patience = 5_000;
const scope = 'https://www.googleapis.com/auth/firebase.messaging';

function dialAgent({ host, port, ca }: Dial): Agent {
  const agent = new Agent({ keepAlive: false });
  agent.createConnection = ({ servername, host: named }) =>
    connect({ host, port, ca, servername: String(servername ?? named), ALPNProtocols: ['http/1.1'] });
  return agent;
}

/** The key file is missing or is none: no right to send. */
export class KeyFileError extends Error {
  readonly status = 401;
}

const keySchema = z.object({ client_email: z.string().min(1), private_key: z.string().min(1) });

/**
 * The key, from its file each time: one that was replaced counts from the next token on. What is no key there is no right
 * to send.
 */
async function readKey(account: ServiceAccount): Promise<z.infer<typeof keySchema>> {
  if ('minted' in account) return account.minted;
  try {
    return keySchema.parse(JSON.parse(await readFile(account.file, 'utf8')));
  } catch {
    throw new KeyFileError();
  }
}

/**
 * Access tokens for FCM by Google's own library, which firebase-admin uses too: firebase-admin keeps a credential for ever
 * in a table of the process, by the name of its key file, and with it an old key and a refused token. One request at a
 * time, then cached.
 */
export function createAccessTokens(
  account: ServiceAccount,
  dial: Dial | undefined,
  now: () => number,
  timeout = patience,
): AccessTokens {
  let current: { header: string; until: number } | null = null;
  let pending: Promise<string> | null = null;

  const fetchToken = async (): Promise<string> => {
    const { client_email: email, private_key: key } = await readKey(account);
    const transporterOptions = { timeout, ...(dial !== undefined && { agent: dialAgent(dial) }) };
    const client = new JWT({ email, key, scopes: [scope], transporterOptions });
    const { token } = await client.getAccessToken();
    if (typeof token !== 'string') throw new Error('no token in the answer');
    const header = `Bearer ${token}`;
    const seconds = Math.floor(((client.credentials.expiry_date ?? 0) - Date.now()) / 1000);
    current = { header, until: now() + seconds * 1000 - margin };
    return header;
  };

  const held = (): string | null => (current !== null && current.until > now() ? current.header : null);

  return {
    current: held,
    authorization: async () => {
      const header = held();
      if (header !== null) return header;
      pending ??= fetchToken().finally(() => (pending = null));
      return pending;
    },
    forget: (header) => {
      if (current?.header === header) current = null;
    },
    close: async () => {
      await pending?.catch(() => undefined);
    },
  };
}
