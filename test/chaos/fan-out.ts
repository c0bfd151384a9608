/** A fan-out to the whole town by hubs that are killed again and again, while the world goes on. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mapOf } from '../../src/cli/virtual-town.js';
import { paths } from '../../src/platform/paths.js';
import { loadTown } from '../../src/platform/town.js';
import type { VersionShape } from '../../src/wire/alert.js';
import { signIn, until, type Credentials, type OfficerClient } from '../support/hub.js';
import { startHubSomewhere, type HubProcess } from '../support/hub-process.js';
import { startTestTown, type TestTown } from '../support/virtual-town.js';
import { sendingOn, sqliteAudit, type Audit } from './audit.js';
import { judge, type Verdict } from './check.js';
import { seeded } from '../support/seeded.js';
import { ratesOf } from './rates.js';

export interface ChaosOptions {
  readonly kills: number;
  readonly seed: number;
  readonly kind: string;
  readonly slots: VersionShape['slots'];
  /** Where it goes; to the whole town, some 12,000 deliveries, unless told. */
  readonly districts?: 'all' | readonly string[];
  readonly preload?: readonly string[];
  /** Calls a second of each personal channel while hubs are killed; what it takes to have some left for the last kill. */
  readonly callsPerSecond?: number;
  /** No kill before calls of this channel are under way: a slow machine needs longer for its first. */
  readonly killUnder?: 'push' | 'sms' | 'any';
}

export interface ChaosRun {
  readonly issued: number;
  /** What stood in the tables at each kill. */
  readonly atKill: readonly Record<string, number>[];
  readonly atEnd: Record<string, number>;
  readonly effects: number;
  readonly unsure: number;
  /** Deliveries that were unsure once and were settled without a person. */
  readonly resolved: number;
  readonly verdict: Verdict;
}

export async function runChaos(options: ChaosOptions): Promise<ChaosRun> {
  const home = await mkdtemp(join(tmpdir(), 'todoku-chaos-'));
  const town = await startTestTown({ town: mapOf(loadTown(paths.config, 'hatoyama')) });
  const dataDir = join(home, 'hub');
  const audit = sqliteAudit(dataDir);
  const rate = { ...slow, callsPerSecond: options.callsPerSecond ?? slow.callsPerSecond };
  const { preload = [] } = options;
  const configFile = await writeConfig(home, rate);
  const start = () => startHubSomewhere({ dataDir, townUrl: town.url, configFile, preload });
  let hub: HubProcess | null = null;
  try {
    const first = await start();
    hub = first;
    await slowDown(town);
    const issued = await issueToAll(`http://127.0.0.1:${first.port}`, first.officers, options, audit);
    const random = seeded(options.seed);
    const atKill: Record<string, number>[] = [];
    for (let kill = 0; kill < options.kills; kill++) {
      await pause(100 + random() * 700);
      const under = options.killUnder;
      if (under) await until(async () => (sendingOn(dataDir, under) > 0 ? true : null));
      await hub?.kill();
      hub = null;
      atKill.push(await audit.count());
      const last = kill === options.kills - 1;
      if (last) await Promise.all([writeConfig(home, fast), town.clearFaults()]);
      hub = await start();
    }
    const atEnd = await untilSettled(audit);
    await hub?.end();
    const tables = await audit.read();
    const ledger = town.ledger.entries();
    const ever = tables.deliveries.filter((row) => row.unsures > 0);
    const unsure = tables.deliveries.reduce((sum, row) => sum + row.unsures, 0);
    const inFlight = atKill.reduce((sum, states) => sum + (states['sending'] ?? 0), 0);
    return {
      issued,
      atKill,
      atEnd,
      effects: ledger.length,
      unsure,
      resolved: ever.filter(({ state }) => state !== 'held').length,
      verdict: judge(tables, ledger, { issued, inFlight, kills: options.kills, rate }),
    };
  } finally {
    await hub?.kill();
    await audit.close();
    await town.close();
    await rm(home, { recursive: true, force: true });
  }
}

export const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Some 3,000 deliveries: enough for a few kills, where the whole town is not the point. */
export const someDistricts = ['akanuma', 'imajuku', 'ishizaka', 'sue'];

/** While it is killed: calls always in flight, and a queue left for the last kill. Then all that is left, at once. */
export const slow = { callsPerSecond: 250, concurrency: 16 };
const fast = { callsPerSecond: 2000, concurrency: 100 };

export async function writeConfig(home: string, rate: typeof slow): Promise<string> {
  const file = join(home, 'todoku.yaml');
  const rates = ratesOf(rate);
  const http = { host: '127.0.0.1', port: 1 };
  const channels = { virtualTown: { url: 'http://127.0.0.1:1' }, rates };
  const config = {
    world: 'drill',
    town: 'hatoyama',
    dataDir: home,
    http,
    channels,
    logLevel: 'error',
    storage: { ballastMegabytes: 1 },
  };
  // JSON is YAML.
  await writeFile(file, JSON.stringify(config));
  return file;
}

/** Providers take their time, so that a kill finds calls whose bytes have left. */
export async function slowDown(town: TestTown): Promise<void> {
  await town.setFault({ endpoint: 'fcm', mode: 'slow', delayMs: 80 });
  await town.setFault({ endpoint: 'twilio', mode: 'slow', delayMs: 80, match: 'Messages' });
}

type Issued = Pick<ChaosOptions, 'kind' | 'slots' | 'districts'>;

/** Writes, submits and approves as two officers do; resolves with the number of deliveries. */
export async function issueToAll(
  url: string,
  [duty, chief]: readonly Credentials[],
  { kind, slots, districts = 'all' }: Issued,
  audit: Audit,
): Promise<number> {
  if (!duty || !chief) throw new Error('the first start named no officers');
  const [author, approver] = [await ownPassword(url, duty), await ownPassword(url, chief)];
  const draft = await ask<VersionShape>(author, 'POST', '/api/v1/drafts', { kind, slots, districts });
  const decision = { by: '町長（架空）', means: 'phone' };
  const { revision, phrase } = await ask<VersionShape>(author, 'PUT', `/api/v1/drafts/${draft.id}`, {
    revision: draft.revision,
    slots: draft.slots,
    districts,
    channels: draft.channels,
    decision,
  });
  const path = `/api/v1/drafts/${draft.id}/submit`;
  await audit.install();
  const submitted = await ask<VersionShape>(author, 'POST', path, { revision, phrase: phrase.ja });
  // A kind that one person issues is out with its submission.
  const { status, digest } = submitted;
  if (status === 'submitted')
    await ask<VersionShape>(approver, 'POST', `/api/v1/versions/${draft.id}/approve`, { digest });
  return Object.values(await audit.count()).reduce((sum, n) => sum + n, 0);
}

async function ownPassword(url: string, { login, password }: Credentials): Promise<OfficerClient> {
  const client = await signIn(url, { login, password });
  await ask(client, 'POST', '/api/v1/session/password', {
    current: password,
    password: 'a password of my own',
  });
  return client;
}

async function ask<T>(
  client: OfficerClient,
  method: 'POST' | 'PUT',
  path: string,
  body: unknown,
): Promise<T> {
  const answer = await client.send<T>(method, path, body);
  if (answer.status >= 300) throw new Error(`${path} answered ${answer.status} ${answer.body.code}`);
  return answer.body;
}

/** Waits until no dispatcher will touch a delivery again and every held one has its task. */
export async function untilSettled(audit: Audit): Promise<Record<string, number>> {
  // A blind repeat after four others comes within five minutes.
  const end = Date.now() + 400_000;
  for (;;) {
    const states = await audit.count();
    const open = (states['pending'] ?? 0) + (states['sending'] ?? 0) + (states['unsure'] ?? 0);
    if (open === 0 && (await audit.read()).untended === 0) return states;
    // Whoever judges says what was lost.
    if (Date.now() > end) return states;
    await pause(250);
  }
}
