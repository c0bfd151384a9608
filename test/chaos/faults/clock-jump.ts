/** The wall clock jumps by two hours under a running hub (libfaketime), and stands two hours back at a restart. */
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { paths } from '../../../src/platform/paths.js';
import { until } from '../../support/hub.js';
import { sqliteAudit } from '../audit.js';
import type { FaultOptions, FaultRow } from '../fault-row.js';
import { approve, good, prepare, startHubOn, submit, urgent, type HubOn } from '../hub-on.js';

const libraries = ['x86_64-linux-gnu', 'aarch64-linux-gnu'].map(
  (triple) => `/usr/lib/${triple}/faketime/libfaketimeMT.so.1`,
);
const library = libraries.find((path) => existsSync(path));

/** Why the clock cannot be moved here, or null. */
export const whyNoFakeClock = (): string | null =>
  library === undefined ? 'libfaketime is missing (Debian: libfaketime)' : null;

export interface ClockJump {
  /** Sends that arrived after the deadline and the time that a call under way may take on a loaded machine. */
  readonly stale: number;
  /** The latest arrival after the deadline. Milliseconds. */
  readonly latest: number;
  /** Sends between the jump and the deadline: the jump alone stopped nothing. */
  readonly between: number;
  /** By how much the TTL that a push service was told after the jump differs at most from what really remained. Seconds. */
  readonly ttlOff: number;
  readonly states: Readonly<Record<string, number>>;
  /** Of what was pending at a restart with the clock two hours back: what is held for the clock, and what left. */
  readonly held: number;
  readonly leftAfterRestart: number;
}

export interface ClockJumpOptions {
  /** Hours by which the clock jumps while the hub lives. */
  readonly hours: 2 | -2;
  /** A module loaded before the hub that breaks something: the controls. */
  readonly broken?: 'wall-clock' | 'no-expiry';
  readonly restart: boolean;
}

/** Some 1,500 addresses: more than can leave before the deadline. */
const districts = ['okuda', 'ohashi', 'kumai', 'izui'];
/** Those whose audience takes longer than the jump. */
const begun = ['push', 'sms', 'mail'] as const;
/** As many leave between the jump and the deadline, at the least. */
export const enough = 60;
/** How long the test waits for them, however slow the machine, and how long the rest may still live after them. Milliseconds. */
const patience = 20_000;
const deadlineAfter = 1000;
/** What was under way before the jump has arrived after it, on a loaded machine too: what comes later looked at the clock anew. Milliseconds. */
const underway = 5000;
/** What lies between a send's last look at the clock and its arrival, on a loaded machine. */
const grace = 3000;
/** A TTL has whole seconds, and its message is on its way for a while. Seconds. */
export const ttlSlack = 10;

export async function jumpClock({ hours, broken, restart }: ClockJumpOptions): Promise<ClockJump> {
  const home = await mkdtemp(join(tmpdir(), 'todoku-clock-'));
  const control = join(home, 'faketime');
  const setClock = (by: string) => writeFile(control, `${by}\n`);
  await setClock('+0');
  const env = {
    LD_PRELOAD: library ?? '',
    FAKETIME_TIMESTAMP_FILE: control,
    FAKETIME_NO_CACHE: '1',
    FAKETIME_DONT_FAKE_MONOTONIC: '1',
    DONT_FAKE_MONOTONIC: '1',
  };
  const preload = broken ? [join(paths.root, `test/chaos/faults/${broken}.mjs`)] : [];
  const hub = await startHubOn({ env, preload, rate: { callsPerSecond: 30, concurrency: 20 } });
  try {
    await issue(hub);
    // A channel that begins after the jump knows of none: the control would see it go on.
    await until(
      async () => begun.every((provider) => hub.town.ledger.entries({ provider }).length > 0) || null,
      60_000,
    );
    await setClock(`${hours > 0 ? '+' : '-'}${Math.abs(hours)}h`);
    const jumpedAt = Date.now();
    await untilSent(hub, jumpedAt);
    const ttlOff = await wrongestTtl(hub, jumpedAt);
    const deadline = Date.now() + deadlineAfter;
    setDeadline(hub, deadline);
    await sleepUntil(deadline + 2 * grace);
    const sent = hub.town.ledger.entries().map(({ at }) => at);
    const seen = {
      latest: Math.max(0, ...sent) - deadline,
      stale: sent.filter((at) => at > deadline + grace).length,
      between: sent.filter((at) => at > jumpedAt + underway && at < deadline).length,
      ttlOff,
      states: await sqliteAudit(hub.dataDir).count(),
    };
    if (!restart) return { ...seen, held: 0, leftAfterRestart: 0 };
    return { ...seen, ...(await restartBehind(hub, setClock)) };
  } finally {
    await hub.close();
    await rm(home, { recursive: true, force: true });
  }
}

/** Issues to some districts, with hours to live. */
async function issue(hub: HubOn): Promise<void> {
  const draft = await prepare(hub.author, { ...urgent, districts });
  const submitted = good(await submit(hub.author, draft));
  withDatabase(hub, (db) => {
    // A trigger of the test's own, in the issue's transaction: long due, so that only the deadline stops a clock put back.
    db.exec(`DROP TRIGGER IF EXISTS long_due; CREATE TRIGGER long_due AFTER INSERT ON deliveries
      BEGIN UPDATE deliveries SET due_at = NEW.due_at - ${4 * 3_600_000} WHERE id = NEW.id; END;`);
  });
  good(await approve(hub.approver, submitted));
}

/** From `deadline` (milliseconds UTC) on nothing of what waits may leave. */
function setDeadline(hub: HubOn, deadline: number): void {
  withDatabase(hub, (db) => {
    db.exec(`BEGIN IMMEDIATE; UPDATE versions SET expires_at = ${deadline};
      UPDATE deliveries SET expires_at = ${deadline} WHERE state = 'pending'; COMMIT;`);
  });
}

function withDatabase<T>(hub: HubOn, act: (db: Database.Database) => T): T {
  const db = new Database(join(hub.dataDir, 'todoku.sqlite'), { timeout: 10_000 });
  try {
    return act(db);
  } finally {
    db.close();
  }
}

/** Waits until enough was sent since `from`, or for as long as is reasonable: a hub that stands still never sends it. */
async function untilSent(hub: HubOn, from: number): Promise<void> {
  for (const end = Date.now() + patience; Date.now() < end;) {
    if (hub.town.ledger.entries().filter(({ at }) => at > from + underway).length > enough) return;
    await sleepUntil(Date.now() + 100);
  }
}

/** Web push messages since the jump, each with the life that its service was told, against when the version ends. */
async function wrongestTtl(hub: HubOn, from: number): Promise<number> {
  const sent = hub.town.ledger.entries({ provider: 'web-push' }).filter(({ at }) => at > from);
  const expiresAt = withDatabase(hub, (db) =>
    Number(
      db.prepare('SELECT MAX(expires_at) AS at FROM versions WHERE issued_at IS NOT NULL').pluck().get(),
    ),
  );
  // The service remembers the newest.
  const told = await Promise.all(
    sent.slice(-20).map(async ({ ref, at }) => {
      const message = (await (await fetch(`${hub.town.url}${ref}`)).json()) as { ttl: string };
      return Math.abs(Number(message.ttl) - (expiresAt - at) / 1000);
    }),
  );
  return told.length === 0 ? Infinity : Math.max(...told);
}

/** A second alert with hours to live; the hub dies, and comes back two hours earlier. */
async function restartBehind(hub: HubOn, setClock: (by: string) => Promise<void>) {
  await setClock('+0');
  await issue(hub);
  await until(async () => (((await sqliteAudit(hub.dataDir).count())['accepted'] ?? 0) > 0 ? true : null));
  await hub.hub().kill();
  await setClock('-2h');
  const before = await untilQuiet(hub);
  await hub.restart('kill');
  await new Promise((resolve) => setTimeout(resolve, 3000));
  return {
    held: (await sqliteAudit(hub.dataDir).count())['held'] ?? 0,
    leftAfterRestart: hub.town.ledger.entries().length - before,
  };
}

/** What a hub had sent before it was killed may still arrive; waits until nothing does. How many sends there are then. */
async function untilQuiet(hub: HubOn): Promise<number> {
  for (;;) {
    const seen = hub.town.ledger.entries().length;
    await sleepUntil(Date.now() + 1000);
    if (hub.town.ledger.entries().length === seen) return seen;
  }
}

const sleepUntil = (at: number) =>
  new Promise((resolve) => setTimeout(resolve, Math.max(0, at - Date.now())));

export async function run({ runs }: FaultOptions): Promise<FaultRow> {
  const row = { lost: 0, doubled: 0, unsure: 0, resolved: 0, held: 0 };
  let stale = 0;
  let ttlOff = 0;
  // Both ways, however few runs: a clock put forward breaks other things than one put back.
  const both = Math.max(2, runs);
  for (let i = 0; i < both; i++) {
    const seen = await jumpClock({ hours: i % 2 === 0 ? -2 : 2, restart: true });
    stale += seen.stale + seen.leftAfterRestart;
    ttlOff = Math.max(ttlOff, seen.ttlOff);
    // What a service was told to keep for no time is lost on every phone that sleeps.
    if (seen.ttlOff >= ttlSlack) row.lost++;
    row.held += seen.held;
  }
  const wall = await jumpClock({ hours: -2, broken: 'wall-clock', restart: false });
  const late = await jumpClock({ hours: -2, broken: 'no-expiry', restart: false });
  return {
    ...{ fault: 'clock ± 2 h', runs: both, ...row },
    control: wall.between < enough && late.stale > 0 ? 'red' : 'green',
    note:
      `${stale} sends after expiry, or after a restart with the clock back; TTLs at most ${ttlOff.toFixed(1)} s off; controls: a clock that follows the wall ` +
      `sent ${wall.between} between jump and deadline, a hub that looks at no expiry ${late.stale} too late`,
  };
}
