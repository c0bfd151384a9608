/** Power cuts at any moment of a fan-out: what was acknowledged must be in whatever the disk may have kept. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { paths } from '../../../src/platform/paths.js';
import { seeded } from '../../support/seeded.js';
import type { FaultOptions, FaultRow } from '../fault-row.js';
import { buildShim } from '../shim.js';
import { opNames, readOps, Replay, tears, type Op, type Tear } from '../write-log.js';

export interface PowerCuts {
  readonly cuts: number;
  /** Cuts after which something acknowledged was gone, or the database was not whole. */
  readonly bad: readonly string[];
  /** Most acknowledgements that one cut put to the test. */
  readonly acknowledged: number;
}

export interface PowerCutOptions extends FaultOptions {
  readonly sync: 'FULL' | 'NORMAL';
}

const versions = 12;
const database = 'todoku.sqlite';

/** Records one fan-out and cuts its power `runs` times. */
export async function cutPower({ runs, seed, sync }: PowerCutOptions): Promise<PowerCuts> {
  const home = await mkdtemp(join(tmpdir(), 'todoku-power-'));
  try {
    const ops = readOps(await record(home, sync));
    const random = seeded(seed);
    const first = ops.findIndex(({ op, data }) => op === opNames.write && data.toString() === 'opened\n');
    if (first < 0) throw new Error('the engine did not acknowledge anything');
    const at = Array.from({ length: runs }, () => first + Math.ceil(random() * (ops.length - first)));
    return await judgeCuts(
      home,
      ops,
      at.toSorted((a, b) => a - b),
      random,
    );
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}

/** Runs the engine under the shim, kills it when it has nothing more to do, and returns what it wrote. */
async function record(home: string, sync: 'FULL' | 'NORMAL'): Promise<Buffer> {
  const watched = join(home, 'disk');
  await mkdir(watched);
  const log = join(home, 'log');
  const imports =
    sync === 'NORMAL' ? ['--import', join(paths.root, 'test/chaos/faults/normal-sync.mjs')] : [];
  const script = join(paths.root, 'test/chaos/faults/power-cut-engine.mjs');
  const child = spawn(process.execPath, [...imports, script, String(versions)], {
    cwd: paths.root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...{ PATH: process.env['PATH'], TMPDIR: watched },
      ...{ LD_PRELOAD: buildShim(), SHIM_DIR: watched, SHIM_LOG: log },
    },
  });
  let words = '';
  child.stderr.on('data', (data: Buffer) => (words += data.toString()));
  const exit = once(child, 'exit');
  const timer = setTimeout(() => child.kill('SIGKILL'), 60_000);
  const ended = exit.then(() => {
    throw new Error(`the engine ended: ${words}`);
  });
  ended.catch(() => undefined);
  await Promise.race([once(child.stdout, 'data'), ended]);
  clearTimeout(timer);
  child.kill('SIGKILL');
  await exit;
  return readFile(log);
}

async function judgeCuts(
  home: string,
  ops: readonly Op[],
  cuts: readonly number[],
  random: () => number,
): Promise<PowerCuts> {
  const replay = new Replay();
  const bad: string[] = [];
  let [done, acknowledged] = [0, 0];
  for (const [i, cut] of cuts.entries()) {
    for (; done < cut; done++) replay.do(ops[done] as Op);
    const acks = replay.seen('acks').toString().split('\n').slice(0, -1);
    acknowledged = Math.max(acknowledged, acks.length);
    const tear = tears[i % tears.length] as Tear;
    const fault = await judge(join(home, 'image'), acks, (name) => replay.torn(name, tear, random));
    if (fault !== null) bad.push(`cut ${cut} of ${ops.length}, ${tear} of what was not synced: ${fault}`);
  }
  return { cuts: cuts.length, bad, acknowledged };
}

/** Opens what a cut left, as a restart does, and looks for everything that was acknowledged before it. */
async function judge(
  dir: string,
  acks: readonly string[],
  left: (name: string) => Buffer | null,
): Promise<string | null> {
  await rm(dir, { recursive: true, force: true });
  await mkdir(dir);
  for (const name of [database, `${database}-wal`, `${database}-journal`]) {
    const content = left(name);
    if (content !== null) await writeFile(join(dir, name), content);
  }
  const db = new Database(join(dir, database));
  try {
    const whole = db.pragma('integrity_check', { simple: true });
    if (whole !== 'ok') return `integrity_check: ${String(whole)}`;
    const missing = acks.filter((ack) => !holds(db, ack));
    return missing.length === 0 ? null : `${missing.length} missing, first "${missing[0]}"`;
  } catch (error) {
    return (error as Error).message;
  } finally {
    db.close();
  }
}

const questions: Readonly<Record<string, string>> = {
  opened: 'SELECT COUNT(*) AS n FROM addresses',
  issued: 'SELECT COUNT(*) AS n FROM deliveries WHERE version_id = ?',
  sent: 'SELECT COUNT(*) AS n FROM calls WHERE id = ?',
  settled: "SELECT COUNT(*) AS n FROM deliveries WHERE version_id = ? AND state = 'accepted'",
};

function holds(db: Database.Database, ack: string): boolean {
  const [what = '', id, count] = ack.split(' ');
  const row = db
    .prepare<string[], { n: number }>(questions[what] ?? '')
    .get(...(id === undefined ? [] : [id]));
  return count === undefined ? (row?.n ?? 0) > 0 : row?.n === Number(count);
}

export async function run({ runs, seed }: FaultOptions): Promise<FaultRow> {
  const { bad, acknowledged } = await cutPower({ runs, seed, sync: 'FULL' });
  const control = await cutPower({ runs: Math.min(runs, 60), seed, sync: 'NORMAL' });
  return {
    ...{ fault: 'power cut', runs, lost: bad.length, doubled: 0, unsure: 0, resolved: 0, held: 0 },
    control: control.bad.length > 0 ? 'red' : 'green',
    note:
      `up to ${acknowledged} acknowledged issues, calls and outcomes a cut; ` +
      `control synchronous=NORMAL: ${control.bad.length} of ${control.cuts} cuts lost some`,
  };
}
