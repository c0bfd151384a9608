/**
 * What takes minutes by the clock: the whole night at 60× goes on beside the newcomer's story (`npm run demo` ends with 0
 * only when both accounts agree to the last delivery) and the earthquake.
 */
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, expect, test } from '@jest/globals';
import { compareLedger } from '../../src/cli/demo-ledger.js';
import type { DrillWorld } from '../../src/cli/drill-world.js';
import { paths } from '../../src/platform/paths.js';
import type { DrillShape } from '../../src/wire/drill.js';
import { startTestHub, until } from '../support/hub.js';
import { todoku } from './command.js';

const run = promisify(execFile);

let night: ReturnType<typeof todoku>;
beforeAll(() => {
  night = todoku(['drill', 'run', 'night-landslide', '--speed', '60', '--json']);
});

test('the demo tells the whole story, and ends by itself with 0', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'todoku-demo-'));
  const file = join(dir, 'demo.json');
  const { stdout } = await run('node', [join(paths.root, 'bin', 'todoku.mjs'), 'demo', '--json', file], {
    timeout: 150_000,
    maxBuffer: 2 ** 24,
  });
  const figures = JSON.parse(readFileSync(file, 'utf8')) as {
    ok: boolean;
    checked: number;
    disagreements: unknown[];
    channels: { channel: string; targets: number }[];
  };
  rmSync(dir, { recursive: true, force: true });
  expect(figures).toMatchObject({ ok: true, disagreements: [] });
  expect(figures.checked).toBeGreaterThan(30_000);
  expect(figures.channels.map(({ channel }) => channel).sort()).toEqual(['mastodon', 'push', 'radio', 'sms']);
  expect(stdout).toContain('警戒レベル4、避難指示');
  expect(stdout).toContain('(approve.own-submission)');
}, 180_000);

test('control: one effect more in the town, or one record more in the hub, is found', async () => {
  const hub = await startTestHub();
  try {
    const world = { hub: hub.hub, townUrl: hub.townUrl } as DrillWorld;
    await hub.hub.drills.start('earthquake', 60);
    await hub.hub.drills.finish();
    await until(async () => {
      const [open] = await hub.hub.store.read.sql<{ n: number }>(
        `SELECT COUNT(*) AS n FROM deliveries WHERE state IN ('pending', 'sending', 'unsure')`,
      );
      return open?.n === 0 ? true : null;
    });
    expect((await compareLedger(world)).disagreements).toEqual([]);
    const [one] = await hub.hub.store.read.sql<{ target: string }>(
      `SELECT target FROM deliveries WHERE channel = 'sms' AND state IN ('accepted', 'delivered') LIMIT 1`,
    );
    const effect = {
      provider: 'sms',
      ref: 'SM1',
      text: 'x',
      lang: 'ja',
      alertId: null,
      deliveryKey: null,
    } as const;
    hub.town.ledger.add({ ...effect, target: one?.target ?? '' });
    expect((await compareLedger(world)).disagreements).toHaveLength(1);
    await hub.hub.store.write(({ sql }) =>
      sql(
        `UPDATE deliveries SET state = 'refused' WHERE id = (SELECT MAX(id) FROM deliveries WHERE channel = 'push' AND state = 'accepted')`,
      ),
    );
    expect((await compareLedger(world)).disagreements).toHaveLength(2);
  } finally {
    await hub.close();
  }
}, 120_000);

test('the earthquake passes at 30×: exit 0, and every expectation with its time', async () => {
  const { code, out } = await todoku(['drill', 'run', 'earthquake', '--speed', '30', '--json']);
  const result = JSON.parse(out) as DrillShape;
  expect(result.expectations.filter(({ met }) => !met)).toEqual([]);
  expect([code, result.passed, result.refusals]).toEqual([0, true, []]);
  for (const { metAt, deadline } of result.expectations) expect(metAt).toBeLessThanOrEqual(deadline);
}, 120_000);

test('the night of landslides passes at 60×, every expectation in its time', async () => {
  const { code, out } = await night;
  const result = JSON.parse(out) as DrillShape;
  expect(result.refusals).toEqual([{ step: 'approve-own', code: 'approve.own-submission' }]);
  const start = Date.parse('2026-07-11T00:30:00+09:00');
  const metAfter = Object.fromEntries(
    result.expectations.map(({ id, metAt }) => [id, metAt === null ? null : (metAt - start) / 60_000]),
  );
  // Minutes of the night in which each must have come: not before its step, not after its deadline.
  const window: Readonly<Record<string, readonly [number, number]>> = {
    'sees-l3': [20, 24],
    'four-eyes': [27, 28],
    'l3-issued': [28, 30],
    'l3-heard': [28, 40],
    'l4-issued': [59, 62],
    'l4-level': [59, 62],
    'l4-phones': [59, 79],
    'road-logged': [68, 75],
    'l5-issued': [83, 85],
    'l5-level': [83, 90],
    'part-lifted': [128, 132],
    'rest-stands': [129, 132],
    'all-lifted': [141, 145],
    'lift-told': [141, 160],
  };
  expect(Object.keys(metAfter).sort()).toEqual(Object.keys(window).sort());
  const outside = Object.entries(metAfter).filter(([id, at]) => {
    const [from, by] = window[id] ?? [0, 0];
    return at === null || at < from || at > by;
  });
  expect(outside).toEqual([]);
  expect([code, result.passed, result.state, result.step]).toEqual([0, true, 'ended', result.steps]);
}, 400_000);
