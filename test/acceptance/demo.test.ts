/** The newcomer's story: `npm run demo` ends with 0 only when both accounts agree to the last delivery. */
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from '@jest/globals';
import { compareLedger } from '../../src/cli/demo-ledger.js';
import type { DrillWorld } from '../../src/cli/drill-world.js';
import { paths } from '../../src/platform/paths.js';
import { startTestHub, until } from '../support/hub.js';

const run = promisify(execFile);

test('the demo tells the whole story, and ends by itself with 0', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'todoku-demo-'));
  const file = join(dir, 'demo.json');
  const { stdout } = await run('node', [join(paths.root, 'bin', 'todoku.mjs'), 'demo', '--json', file], {
    timeout: 240_000,
    maxBuffer: 2 ** 24,
  }).catch((error: { stdout: string }) => {
    throw new Error(`the demo did not end well: ${error.stdout.slice(-3000)}`);
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
  expect(figures.channels.map(({ channel }) => channel).sort()).toEqual([
    ...['mail', 'manual', 'mastodon', 'push', 'radio', 'sms', 'voice', 'web-push'],
  ]);
  expect(stdout).toContain('警戒レベル4、避難指示');
  expect(stdout).toContain('(approve.own-submission)');
}, 300_000);

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
