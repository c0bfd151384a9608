import { cert, type Credential } from 'firebase-admin/app';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { Agent } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'node:tls';
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
  /** Forgets the token, after FCM refused it. */
  forget(): void;
  close(): Promise<void>;
}

/** Milliseconds before its end at which a token is replaced. */
const margin = 5 * 60_000;

function dialAgent({ host, port, ca }: Dial): Agent {
  const agent = new Agent({ keepAlive: false });
  agent.createConnection = ({ servername, host: named }) =>
    connect({ host, port, ca, servername: String(servername ?? named), ALPNProtocols: ['http/1.1'] });
  return agent;
}

/**
 * firebase-admin 14.5 hands the agent on only for a key *file*: given an object it drops it (populateGoogleAuth), and
 * it keeps credentials in a process-wide table by their JSON. So a minted key goes through a private file of its own.
 */
async function keyFile(account: ServiceAccount): Promise<{ path: string; remove(): Promise<void> }> {
  if ('file' in account) return { path: account.file, remove: async () => undefined };
  const folder = await mkdtemp(join(tmpdir(), 'todoku-drill-'));
  const path = join(folder, 'service-account.json');
  await writeFile(path, JSON.stringify(account.minted), { mode: 0o600 });
  return { path, remove: () => rm(folder, { recursive: true, force: true }) };
}

/** Access tokens for FCM through firebase-admin's service-account credential; one request at a time, then cached. */
export function createAccessTokens(
  account: ServiceAccount,
  dial: Dial | undefined,
  now: () => number,
): AccessTokens {
  let current: { header: string; until: number } | null = null;
  let pending: Promise<string> | null = null;
  let credential: Credential | null = null;

  const fetchToken = async (): Promise<string> => {
    const key = await keyFile(account);
    try {
      credential ??= cert(key.path, dial && dialAgent(dial));
      const token = await credential.getAccessToken();
      const header = `Bearer ${token.access_token}`;
      current = { header, until: now() + token.expires_in * 1000 - margin };
      return header;
    } catch (error) {
      credential = null;
      throw error;
    } finally {
      await key.remove();
    }
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
    forget: () => {
      current = null;
      credential = null;
    },
    close: async () => {
      await pending?.catch(() => undefined);
    },
  };
}
