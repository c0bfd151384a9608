/** A hub as a process of its own on a given directory, its town, and two officers who draft and approve. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mapOf } from '../../src/cli/virtual-town.js';
import { paths } from '../../src/platform/paths.js';
import { loadTown } from '../../src/platform/town.js';
import type { VersionShape } from '../../src/wire/alert.js';
import { freePort } from '../support/free-port.js';
import { signIn, type Answer, type OfficerClient } from '../support/hub.js';
import { startHubProcess, type HubProcess } from '../support/hub-process.js';
import { startTestTown, type TestTown } from '../support/virtual-town.js';
import { ratesOf } from './rates.js';

export interface HubSettings {
  readonly dataDir?: string;
  readonly ballastMegabytes?: number;
  readonly rate?: { readonly callsPerSecond: number; readonly concurrency: number };
  readonly env?: Readonly<Record<string, string>>;
  readonly preload?: readonly string[];
}

export interface HubOn {
  readonly dataDir: string;
  readonly town: TestTown;
  readonly author: OfficerClient;
  readonly approver: OfficerClient;
  readonly hub: () => HubProcess;
  /** kill −9 (or a polite end), then a new one on the same data; officers stay signed in. */
  restart(how: 'kill' | 'end', env?: Readonly<Record<string, string>>): Promise<void>;
  close(): Promise<void>;
}

/** A message. */
export interface Wish {
  readonly districts: 'all' | readonly string[];
  readonly kind: string;
  readonly slots: VersionShape['slots'];
}
export const urgent: Wish = {
  districts: 'all',
  kind: 'evacuation-instruction',
  slots: { hazard: 'landslide', reason: 'landslide-warning' },
};
export const notice = (): Wish => ({
  districts: 'all',
  kind: 'earthquake-report',
  slots: { intensity: '4', occurredAt: Date.now() },
});

export async function startHubOn(settings: HubSettings): Promise<HubOn> {
  const home = await mkdtemp(join(tmpdir(), 'todoku-fault-'));
  const town = await startTestTown({ town: mapOf(loadTown(paths.config, 'hatoyama')) });
  const { dataDir = join(home, 'hub'), preload = [], env = {} } = settings;
  const configFile = await writeConfig(home, settings);
  const place = { dataDir, port: await freePort(), townUrl: town.url, configFile, preload };
  let hub: HubProcess | null = null;
  const close = async () => {
    await hub?.kill();
    await town.close();
    await rm(home, { recursive: true, force: true });
  };
  try {
    hub = await startHubProcess({ ...place, env });
    const url = `http://127.0.0.1:${place.port}`;
    const [duty, chief] = hub.officers;
    if (!duty || !chief) throw new Error('the first start named no officers');
    return {
      ...{ dataDir, town, close },
      author: await ownPassword(url, duty),
      approver: await ownPassword(url, chief),
      hub: () => hub as HubProcess,
      async restart(how, next = env) {
        await hub?.[how]();
        hub = null;
        hub = await startHubProcess({ ...place, env: next });
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}

async function writeConfig(home: string, { ballastMegabytes = 1, rate }: HubSettings): Promise<string> {
  const file = join(home, 'todoku.yaml');
  const fast = rate ?? { callsPerSecond: 2000, concurrency: 100 };
  const config = {
    ...{ world: 'drill', town: 'hatoyama', dataDir: home, logLevel: 'warn' },
    http: { host: '127.0.0.1', port: 1 },
    channels: { virtualTown: { url: 'http://127.0.0.1:1' }, rates: ratesOf(fast) },
    storage: { ballastMegabytes },
  };
  // JSON is YAML.
  await writeFile(file, JSON.stringify(config));
  return file;
}

async function ownPassword(
  url: string,
  { login, password }: { login: string; password: string },
): Promise<OfficerClient> {
  const client = await signIn(url, { login, password });
  const change = { current: password, password: 'a password of my own' };
  good(await client.send('POST', '/api/v1/session/password', change));
  return client;
}

/** The body of an answer that was no refusal. */
export function good<T>({ status, body }: Answer<T>): Answer<T>['body'] {
  if (status >= 300) throw new Error(`answered ${status} ${body.code}`);
  return body;
}

/** A draft with everything that its submission needs. */
export async function prepare(
  author: OfficerClient,
  { kind, slots, districts }: Wish,
): Promise<VersionShape> {
  const draft = good(await author.send<VersionShape>('POST', '/api/v1/drafts', { kind, slots, districts }));
  const edit = {
    revision: draft.revision,
    slots: draft.slots,
    districts,
    channels: draft.channels,
    decision: { by: '町長（架空）', means: 'phone' },
  };
  return good(await author.send<VersionShape>('PUT', `/api/v1/drafts/${draft.id}`, edit));
}

export const submit = (author: OfficerClient, { id, revision, phrase }: VersionShape) =>
  author.send<VersionShape>('POST', `/api/v1/drafts/${id}/submit`, { revision, phrase: phrase.ja });

export const approve = (approver: OfficerClient, { id, digest }: VersionShape) =>
  approver.send<VersionShape>('POST', `/api/v1/versions/${id}/approve`, { digest });

/** Submits and, where two people are needed, approves. The answer to the last step that was taken. */
export async function issueTo(hub: HubOn, draft: VersionShape): Promise<Answer<VersionShape>> {
  const submitted = await submit(hub.author, draft);
  return submitted.status < 300 && submitted.body.status === 'submitted'
    ? approve(hub.approver, submitted.body)
    : submitted;
}
