/** SIGSTOP past every lease, then SIGCONT: a worker that wakes up late does not send, and nobody opens its file meanwhile. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { mapOf } from '../../../src/cli/virtual-town.js';
import { paths } from '../../../src/platform/paths.js';
import { loadTown } from '../../../src/platform/town.js';
import { startHubSomewhere, type HubProcess } from '../../support/hub-process.js';
import { until } from '../../support/hub.js';
import { startTestTown } from '../../support/virtual-town.js';
import { sqliteAudit, type HubTables } from '../audit.js';
import { judge, type Verdict } from '../check.js';
import { issueToAll, pause, slow, slowDown, untilSettled, writeConfig } from '../fan-out.js';
import type { FaultOptions, FaultRow } from '../fault-row.js';
import { urgent } from './kill.js';

export const runs = { long: 3, quick: 1 };

const file = (name: string) => join(paths.root, 'test/chaos', name);
/** Two channels, each with so many calls under way. */
const lateAllowed = 2 * slow.concurrency;
/** Leases of the longest calls: 15 s and 30 s to spare; with short-leases.mjs 2 s and 2 s. */
const leases = { real: 46_000, short: 5_000 };

export interface StopRun {
  readonly verdict: Verdict;
  readonly tables: HubTables;
  /** Claimed when it was stopped. */
  readonly inFlight: number;
  /** Why another hub did not start on the same directory meanwhile; null when it did. */
  readonly refused: string | null;
  /** Effects after it woke up, of deliveries that it had committed no call for since. */
  readonly late: number;
  /** What may be late at most: calls that had begun to leave when it was stopped. */
  readonly lateAllowed: number;
}

export interface StopOptions {
  readonly leases: 'real' | 'short';
  /** The control: a worker that does not look at its lease. */
  readonly careless?: boolean;
}

export async function runStop(options: StopOptions): Promise<StopRun> {
  const home = await mkdtemp(join(tmpdir(), 'todoku-stop-'));
  const town = await startTestTown({ town: mapOf(loadTown(paths.config, 'hatoyama')) });
  const dataDir = join(home, 'hub');
  const audit = sqliteAudit(dataDir);
  const configFile = await writeConfig(home, slow);
  const preload = [
    ...(options.leases === 'short' ? [file('short-leases.mjs')] : []),
    ...(options.careless ? [file('late-sender.mjs')] : []),
  ];
  const place = { dataDir, townUrl: town.url, configFile, preload };
  let hub: HubProcess | null = null;
  try {
    const started = await startHubSomewhere(place);
    hub = started;
    await slowDown(town);
    const districts = ['akanuma', 'imajuku'];
    const url = `http://127.0.0.1:${started.port}`;
    const issued = await issueToAll(url, started.officers, { ...urgent, districts }, audit);
    // Much more claimed than is under way: what a worker that wakes up late could send.
    const inFlight = await until(async () => {
      const { sending = 0 } = await audit.count();
      return sending > lateAllowed * 3 ? sending : null;
    });
    hub.signal('SIGSTOP');
    const stoppedAt = Date.now();
    const refused = await refusal(place);
    await pause(Math.max(0, stoppedAt + leases[options.leases] - Date.now()));
    const wokenAt = Date.now();
    hub.signal('SIGCONT');
    await pause(1500);
    await town.clearFaults();
    await untilSettled(audit);
    await hub.end();
    hub = null;
    const tables = await audit.read();
    const ledger = town.ledger.entries();
    const rate = { callsPerSecond: 1, concurrency: 1 };
    // A call that was under way may time out after the wake; the bound is a kill's, not a stop's.
    const verdict = judge(tables, ledger, { issued, inFlight: Infinity, kills: Infinity, rate });
    const recent = callsSince(dataDir, wokenAt - 100);
    const effects = new Map<string, number>();
    for (const { at, provider, target } of ledger)
      if (at >= wokenAt)
        effects.set(`${provider} ${target}`, (effects.get(`${provider} ${target}`) ?? 0) + 1);
    const late = tables.deliveries
      .filter(({ channel }) => channel === 'sms' || channel === 'push')
      .reduce((sum, { id, channel, target }) => {
        const arrived = effects.get(`${channel} ${target}`) ?? 0;
        return sum + Math.max(0, arrived - (recent.get(id) ?? 0));
      }, 0);
    return { verdict, tables, inFlight, refused, late, lateAllowed };
  } finally {
    hub?.signal('SIGCONT');
    await hub?.kill();
    await town.close();
    await rm(home, { recursive: true, force: true });
  }
}

/** Tries to start a second hub; its last words, or null when it came up. */
async function refusal(place: Parameters<typeof startHubSomewhere>[0]): Promise<string | null> {
  try {
    const other = await startHubSomewhere(place);
    await other.kill();
    return null;
  } catch (error) {
    return (error as Error).message;
  }
}

/** How many calls were committed for each delivery since a time. */
function callsSince(dataDir: string, since: number): Map<number, number> {
  const db = new Database(join(dataDir, 'todoku.sqlite'), { readonly: true, timeout: 10_000 });
  const calls = db.prepare('SELECT members FROM calls WHERE committed_at >= ?').all(since) as {
    members: string;
  }[];
  db.close();
  const counts = new Map<number, number>();
  for (const { members } of calls)
    for (const [id] of JSON.parse(members) as [number, string][]) counts.set(id, (counts.get(id) ?? 0) + 1);
  return counts;
}

export async function run({ runs: count }: FaultOptions): Promise<FaultRow> {
  // A quick round waits for short leases, a long one for the real ones.
  const which = count <= runs.quick ? 'short' : 'real';
  const made: StopRun[] = [];
  for (let i = 0; i < count; i++) made.push(await runStop({ leases: which }));
  const control = await runStop({ leases: 'short', careless: true });
  const sum = (of: (one: StopRun) => number) => made.reduce((total, one) => total + of(one), 0);
  const opened = made.filter(({ refused }) => refused === null).length;
  const tooLate = sum(({ late, lateAllowed }) => (late > lateAllowed ? late : 0));
  return {
    fault: 'SIGSTOP past the lease',
    runs: count,
    lost: sum(({ verdict }) => verdict.NoLoss.length + verdict.NoPhantom.length) + opened,
    doubled:
      sum(({ verdict: v }) => v.SingleSuccess.length + v.OnceEffect.length + v.BoundedUnsure.length) +
      tooLate,
    unsure: sum(({ tables }) => tables.deliveries.reduce((total, row) => total + row.unsures, 0)),
    resolved: sum(
      ({ tables }) => tables.deliveries.filter((row) => row.unsures > 0 && row.state !== 'held').length,
    ),
    held: sum(({ tables }) => tables.deliveries.filter(({ state }) => state === 'held').length),
    control: control.late > control.lateAllowed ? 'red' : 'green',
    note: `${which} leases; sent late ${sum(({ late }) => late)} (control ${control.late}) of ${sum(({ inFlight }) => inFlight)} claimed; a second hub was refused ${count - opened} times`,
  };
}
