/** A disk that turns read-only, one that stalls, and a database that another program holds: under a running hub. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { paths } from '../../../src/platform/paths.js';
import type { VersionShape } from '../../../src/wire/alert.js';
import type { StateShape } from '../../../src/wire/progress.js';
import { until, type Answer } from '../../support/hub.js';
import { sqliteAudit } from '../audit.js';
import { pause } from '../fan-out.js';
import type { FaultOptions, FaultRow } from '../fault-row.js';
import { approve, good, prepare, startHubOn, submit, urgent, type HubOn } from '../hub-on.js';
import { spoilable } from '../shim.js';

/** What an approval was answered, in how many milliseconds, and what stood in the database a moment later. */
export interface Tried {
  readonly answer: string;
  readonly ms: number;
  readonly is: string;
}

export interface Spoiled {
  readonly stalled: Tried;
  readonly locked: Tried;
  readonly readOnly: Tried;
  readonly well: Tried;
  /** After the disk was read-only in the middle of the fan-out. */
  readonly fanOut: FanOut;
}

export interface FanOut {
  readonly effects: number;
  /** Targets that got more than one. */
  readonly doubled: number;
  /** Still not settled when everything had time to. */
  readonly open: number;
  readonly unsure: number;
}

const stall = 7000;

/** Under a hub of its own; `forgetful`: the control. */
export async function spoilDisk(options: { readonly forgetful?: boolean } = {}): Promise<Spoiled> {
  const home = await mkdtemp(join(tmpdir(), 'todoku-spoiled-'));
  const dataDir = join(home, 'hub');
  const disk = spoilable(home, dataDir);
  const preload = options.forgetful ? [join(paths.root, 'test/chaos/faults/forgetful-flusher.mjs')] : [];
  const hub = await startHubOn({ dataDir, rate: spoiledRate, preload, env: disk.env });
  try {
    return await spoilUnder(hub, disk);
  } finally {
    await hub.close();
    await rm(home, { recursive: true, force: true });
  }
}

/** Slow enough that the disk is spoiled in the middle of the fan-out. */
export const spoiledRate = { callsPerSecond: 300, concurrency: 50 };

/** The same under a running hub whose disk is `disk`. */
export async function spoilUnder(hub: HubOn, disk: ReturnType<typeof spoilable>): Promise<Spoiled> {
  const draft = await prepare(hub.author, { ...urgent, districts: ['okuda', 'ohashi'] });
  const version = good(await submit(hub.author, draft));
  disk.set({ as: 'stall', ms: stall });
  await until(async () => ((await troubleOf(hub)) === 'stalled' ? true : null));
  const stalled = await tryToIssue(hub, version);
  disk.set({ as: 'none' });
  await until(async () => ((await troubleOf(hub)) === null ? true : null));

  // A write of the hub may still be in the stall that it began in.
  const other = new Database(join(hub.dataDir, 'todoku.sqlite'), { timeout: 2 * stall });
  other.exec('BEGIN IMMEDIATE');
  const locked = await tryToIssue(hub, version);
  other.exec('ROLLBACK');
  other.close();
  await until(async () => ((await troubleOf(hub)) === null ? true : null));

  disk.set({ as: 'read-only' });
  const readOnly = await tryToIssue(hub, version);
  disk.set({ as: 'none' });
  const well = await tryToIssue(hub, version);
  return { stalled, locked, readOnly, well, fanOut: await readOnlyInFanOut(hub, disk) };
}

async function readOnlyInFanOut(hub: HubOn, disk: ReturnType<typeof spoilable>): Promise<FanOut> {
  await until(async () => (hub.town.ledger.entries().length > 100 ? true : null));
  await readOnlyUnderCalls(hub, disk);
  const end = Date.now() + 15_000;
  while ((await openIn(hub.dataDir)) > 0 && Date.now() < end)
    await new Promise((resolve) => setTimeout(resolve, 200));
  const byTarget = Map.groupBy(hub.town.ledger.entries(), ({ provider, target }) => `${provider} ${target}`);
  const sizes = [...byTarget.values()].map((entries) => entries.length);
  return {
    effects: sizes.reduce((sum, n) => sum + n, 0),
    doubled: [...byTarget].filter(([name, { length }]) => length > 1 && /^(sms|push)/.test(name)).length,
    open: await openIn(hub.dataDir),
    unsure: (await sqliteAudit(hub.dataDir).count())['unsure'] ?? 0,
  };
}

/** Read-only from a moment at which calls are under way until all of them were heard: their outcomes meet it for certain. */
async function readOnlyUnderCalls(hub: HubOn, disk: ReturnType<typeof spoilable>): Promise<void> {
  await until(async () => {
    disk.set({ as: 'read-only' });
    if ((await sqliteAudit(hub.dataDir).count())['sending']) return true;
    disk.set({ as: 'none' });
    return null;
  });
  for (let heard = -1; heard !== hub.town.ledger.entries().length;) {
    heard = hub.town.ledger.entries().length;
    await pause(1500);
  }
  disk.set({ as: 'none' });
}

async function openIn(dataDir: string): Promise<number> {
  const states = await sqliteAudit(dataDir).count();
  return (states['pending'] ?? 0) + (states['sending'] ?? 0) + (states['unsure'] ?? 0);
}

export const troubleOf = async (hub: HubOn) =>
  good(await hub.author.get<StateShape>('/api/v1/state')).storage.trouble;

async function tryToIssue(hub: HubOn, version: VersionShape): Promise<Tried> {
  const started = performance.now();
  const { status, body }: Answer<VersionShape> = await approve(hub.approver, version);
  const ms = Math.round(performance.now() - started);
  const read = good(await hub.author.get<VersionShape>(`/api/v1/versions/${version.id}`));
  return { answer: `${status} ${body.code ?? body.status}`, ms, is: read.status };
}

export async function run({ runs }: FaultOptions): Promise<FaultRow> {
  const row = { lost: 0, doubled: 0, unsure: 0 };
  let slowest = 0;
  for (let i = 0; i < runs; i++) {
    const { stalled, locked, readOnly, well, fanOut } = await spoilDisk();
    const refused = [stalled, locked, readOnly];
    // Refused and yet issued, or issued and not there.
    row.doubled += refused.filter(({ is }) => is === 'issued').length + fanOut.doubled;
    row.lost += (well.is === 'issued' ? 0 : 1) + fanOut.open;
    row.unsure += fanOut.unsure;
    slowest = Math.max(slowest, ...refused.map(({ ms }) => ms));
  }
  const control = await spoilDisk({ forgetful: true });
  return {
    ...{ fault: 'disk read-only, stalled, locked', runs, ...row, resolved: row.unsure, held: 0 },
    control: control.fanOut.open > 0 ? 'red' : 'green',
    note: `slowest refusal ${slowest} ms; control: a flusher that forgets what it could not write`,
  };
}
