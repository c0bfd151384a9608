/** A whole hub against a virtual town of its own, both in this process, on free loopback ports. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mapOf } from '../../src/cli/virtual-town.js';
import { shiftTimes } from '../../src/formats/jma/shift-times.js';
import { startHub, type Hub } from '../../src/hub.js';
import type { Logger } from '../../src/platform/logger.js';
import { parseConfig } from '../../src/platform/config.js';
import { paths } from '../../src/platform/paths.js';
import { loadTown } from '../../src/platform/town.js';
import { freePort } from './free-port.js';
import { startTestTown, type TestTown } from './virtual-town.js';

export interface Credentials {
  readonly login: string;
  readonly password: string;
}

/** A signed-in officer's HTTP client: JSON in, JSON out, with the console's own header and cookie. */
export interface OfficerClient {
  readonly cookie: string;
  get<T>(path: string): Promise<Answer<T>>;
  send<T>(
    method: 'POST' | 'PUT' | 'DELETE',
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<Answer<T>>;
}
export interface Answer<T> {
  readonly status: number;
  readonly body: T & { readonly code?: string; readonly title?: string };
}

export interface TestHub {
  readonly url: string;
  readonly townUrl: string;
  readonly town: TestTown;
  readonly hub: Hub;
  readonly dataDir: string;
  /** Two officers, duty and chief, with their own passwords already chosen. */
  readonly officers: readonly [Credentials, Credentials];
  signIn(officer: Credentials): Promise<OfficerClient>;
  /** Sends a telegram file (path from the project's folder) as if it were issued now. */
  injectTelegram(file: string): Promise<{ proposalId: string | null; refused: string | null }>;
  close(): Promise<void>;
}

export const chosen = 'a password of my own';

export async function startTestHub(
  options: {
    rates?: Record<string, { callsPerSecond: number }>;
    playSpeed?: number;
    logger?: Logger;
    /** Voices take the processor from what a test waits for: off unless it is about them. */
    voice?: 'off' | 'required';
    /** Everybody must have a second factor, as in the live world. */
    secondFactor?: 'required';
    otherWorldUrl?: string;
  } = {},
): Promise<TestHub> {
  const town = await startTestTown({
    town: mapOf(loadTown(paths.config, 'hatoyama')),
    pageDir: paths.virtualTownPage,
    ...(options.playSpeed !== undefined && { playSpeed: options.playSpeed }),
  });
  const dataDir = await mkdtemp(join(tmpdir(), 'todoku-test-'));
  const config = parseConfig(
    {
      world: 'drill',
      town: 'hatoyama',
      dataDir,
      http: {
        ...{ host: '127.0.0.1', port: await freePort() },
        ...(options.otherWorldUrl !== undefined && { otherWorldUrl: options.otherWorldUrl }),
      },
      channels: {
        virtualTown: { url: town.url },
        rates: options.rates ?? {
          sms: { callsPerSecond: 5000 },
          push: { callsPerSecond: 5000 },
          mail: { callsPerSecond: 5000 },
          voice: { callsPerSecond: 5000 },
        },
      },
      storage: { ballastMegabytes: 1 },
      speech: { voice: options.voice ?? 'off' },
      signIn: options.secondFactor === undefined ? {} : { secondFactor: options.secondFactor },
      logLevel: 'error',
    },
    {},
  );
  const hub = await startHub(config, options.logger);
  const first = hub.firstOfficers.map(({ login, password }) => ({ login, password }));
  for (const officer of first) await choosePassword(hub.url, officer);
  const [duty, chief] = first.map(({ login }) => ({ login, password: chosen }));
  if (!duty || !chief) throw new Error('the first run made no two officers');
  return {
    url: hub.url,
    townUrl: town.url,
    town,
    hub,
    dataDir,
    officers: [duty, chief],
    signIn: (officer) => signIn(hub.url, officer),
    injectTelegram: (file) => injectTelegram(hub, file),
    async close() {
      await hub.close();
      await town.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** Signs in with the one-time password and chooses an own one. */
export async function choosePassword(url: string, officer: Credentials): Promise<void> {
  const client = await signIn(url, officer);
  const body = { current: officer.password, password: chosen };
  const { status } = await client.send('POST', '/api/v1/session/password', body);
  if (status !== 200) throw new Error(`the password could not be changed: ${status}`);
}

export async function signIn(url: string, { login, password }: Credentials): Promise<OfficerClient> {
  const answer = await until(async () => {
    const asked = await fetch(`${url}/api/v1/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ login, password }),
    });
    // The machine's disk stands still for a moment: the hub wrote nothing, and says to try again.
    const stalled = asked.status === 503 && (await asked.clone().text()).includes('storage.stalled');
    return stalled ? null : asked;
  });
  if (answer.status !== 200) throw new Error(`sign-in answered ${answer.status}: ${await answer.text()}`);
  const cookie = answer.headers.get('set-cookie')?.split(';')[0] ?? '';
  return clientOf(url, cookie);
}

export function clientOf(url: string, cookie: string): OfficerClient {
  async function call<T>(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer<T>> {
    const answer = await fetch(url + path, {
      method,
      headers: {
        cookie,
        'x-todoku-request': '1',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    return { status: answer.status, body: (text ? JSON.parse(text) : null) as Answer<T>['body'] };
  }
  return {
    cookie,
    get: (path) => call('GET', path),
    send: (method, path, body, headers) => call(method, path, body, headers),
  };
}

export async function injectTelegram(
  hub: Pick<Hub, 'url' | 'intakeToken'>,
  file: string,
): Promise<{ proposalId: string | null; refused: string | null }> {
  const xml = await readFile(join(paths.root, file), 'utf8');
  const reported = Date.parse(/<ReportDateTime>([^<]+)</.exec(xml)?.[1] ?? '');
  const answer = await fetch(`${hub.url}/api/v1/telegrams`, {
    method: 'POST',
    headers: { 'content-type': 'application/xml', authorization: `Bearer ${hub.intakeToken}` },
    body: shiftTimes(xml, Date.now() - reported),
  });
  const { proposalId, reason, code } = (await answer.json()) as Record<string, string | null>;
  return { proposalId: proposalId ?? null, refused: answer.ok ? (reason ?? null) : (code ?? null) };
}

/** Waits until `check` answers something other than null, at most `timeout` ms. Polls; asserts nothing by sleeping. */
export async function until<T>(check: () => Promise<T | null>, timeout = 30_000): Promise<T> {
  const end = Date.now() + timeout;
  for (;;) {
    const found = await check();
    if (found !== null) return found;
    if (Date.now() > end) throw new Error('waited in vain');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
