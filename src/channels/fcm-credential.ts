import { cert, type Credential } from 'firebase-admin/app';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { Agent } from 'node:https';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { connect, type TLSSocket } from 'node:tls';
import { z } from 'zod';
import type { DrillCredentials } from '../wire/virtual-town.js';
import { secureTunnel, type OutboundProxy } from './tunnel.js';

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
/** Milliseconds between two credentials made because a token was refused. */
const pause = 60_000;

/** How Google's hosts are reached; neither = directly. */
export interface GoogleWays {
  readonly dial?: Dial;
  readonly proxy?: OutboundProxy;
}

/** Whoever waits for a token hears why there is no way to Google; null while nobody does. */
type Lose = ((error: Error) => void) | null;

/**
 * A connection on which Google says nothing for `timeout` milliseconds is ended: its library would wait for ever, and keep all
 * others waiting. It also tries again by itself what the proxy refused, and says nothing of why: `lose` hears it the first
 * time, and nothing is tried for which nobody waits any more.
 */
function agentOf({ dial, proxy }: GoogleWays, timeout: number, lose: () => Lose): Agent {
  const agent = new Agent({ keepAlive: false });
  const watched = (socket: TLSSocket): TLSSocket =>
    socket.setTimeout(timeout, () => socket.destroy(new Error('no answer in time')));
  agent.createConnection = (asked, made) => {
    const servername = String(asked.servername ?? asked.host);
    const at = dial ?? { host: servername, port: Number(asked.port ?? 443) };
    const line = { ...at, servername, ALPNProtocols: ['http/1.1'] };
    if (proxy === undefined) return watched(connect(line));
    const fail = (error: Error): void => {
      lose()?.(error);
      made?.(error, undefined as never);
    };
    if (lose() === null) queueMicrotask(() => fail(new Error('nobody waits')));
    else secureTunnel(proxy, line, timeout).then((socket) => made?.(null, watched(socket)), fail);
    return undefined;
  };
  return agent;
}

/** The key file is missing or is none: no right to send. */
export class KeyFileError extends Error {
  readonly status = 401;
}

const keySchema = z.object({ client_email: z.string().min(1), private_key: z.string().min(1) });

/** The key as it stands in its file now. What is no key there is no right to send. */
async function readKey(account: ServiceAccount): Promise<string> {
  if ('minted' in account) return JSON.stringify(account.minted);
  try {
    const text = await readFile(account.file, 'utf8');
    keySchema.parse(JSON.parse(text));
    return text;
  } catch {
    throw new KeyFileError();
  }
}

/** Credentials that this process has asked firebase-admin for. */
let made = 0;

/**
 * The same file by a name that was not used before. firebase-admin keeps a credential for ever in a table of the process, by
 * the name of its key file, and with it an old key and a refused token.
 */
function newNameOf(file: string): string {
  const mark = (made++).toString(2).replaceAll('0', '/').replaceAll('1', './');
  return `${dirname(file)}/${mark}${basename(file)}`;
}

/**
 * A credential of firebase-admin's, which hands the agent on only for a key *file*: given an object it drops it
 * (populateGoogleAuth in 14.5). So a minted key goes through a private file of its own, which is read for the first token.
 */
async function makeCredential(account: ServiceAccount, agent: Agent): Promise<Credential> {
  if ('file' in account) return cert(newNameOf(account.file), agent);
  const folder = await mkdtemp(join(tmpdir(), 'todoku-drill-'));
  const path = join(folder, 'service-account.json');
  try {
    await writeFile(path, JSON.stringify(account.minted), { mode: 0o600 });
    const credential = cert(path, agent);
    await credential.getAccessToken();
    return credential;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * Access tokens for FCM through firebase-admin's service-account credential; one request at a time, then cached. A key file
 * that was replaced, and a token that was refused, make a new credential: after a refusal at most one a minute, since the
 * old ones stay in firebase-admin's table.
 */
export function createAccessTokens(
  account: ServiceAccount,
  ways: GoogleWays,
  now: () => number,
  timeout = patience,
): AccessTokens {
  let current: { header: string; until: number } | null = null;
  let pending: Promise<string> | null = null;
  let credential: { readonly of: string; readonly one: Credential } | null = null;
  let renewAt = -Infinity;
  let lose: Lose = null;

  const tokenOf = async (key: string): ReturnType<Credential['getAccessToken']> => {
    if (credential?.of !== key) {
      const agent = agentOf(ways, timeout, () => lose);
      credential = { of: key, one: await makeCredential(account, agent) };
    }
    return credential.one.getAccessToken();
  };
  const fetchToken = async (): Promise<string> => {
    const key = await readKey(account);
    const lost = new Promise<never>((_, reject) => (lose = reject));
    try {
      const { access_token: token, expires_in: seconds } = await Promise.race([tokenOf(key), lost]);
      const header = `Bearer ${token}`;
      current = { header, until: now() + seconds * 1000 - margin };
      return header;
    } finally {
      lose = null;
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
    forget: (header) => {
      if (current?.header !== header || now() < renewAt) return;
      renewAt = now() + pause;
      current = null;
      credential = null;
    },
    close: async () => {
      await pending?.catch(() => undefined);
    },
  };
}
