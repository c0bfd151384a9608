import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { paths } from '../../src/platform/paths.js';
import { whole } from './check.js';
import { pause } from './fan-out.js';
import { where } from './needs.js';
import { failOver, lacking } from './faults/postgres-failover.js';
import { playOnPostgres, toRow } from './three-hubs.js';

/** Some 60 seconds; a busy machine may need the one repeat that comes after five minutes. */
const longest = 600_000;

/**
 * The short form of faults/kill-postgres.ts and faults/postgres-crash.ts in one. What fails without row locks, and with
 * commits that are answered early, stands as controls in test/engine/postgres/.
 */
test(
  'a hub killed and the server crashed in one fan-out: nothing lost, nothing twice without knowing',
  async () => {
    const under: Record<string, number>[] = [];
    const result = await playOnPostgres({
      ...{ seed: 20261128, rate: 60, goOn: true, districts: ['ohashi', 'imajuku'] },
      preload: [join(paths.root, 'test/chaos/longer-leases.mjs')],
      async disturb(stage) {
        await pause(100 + stage.random() * 500);
        under.push(await stage.states());
        await stage.crashServer(0);
        under.push(await stage.states());
        // Last: the hub begins again before this returns, and on a busy machine the fan-out is over by then.
        await stage.killHub(1);
      },
    });
    const row = toRow(
      { fault: 'hub and server', runs: 2, note: `${result.issued} deliveries` },
      [result],
      null,
    );
    process.stdout.write(`${JSON.stringify({ ...row, under })}\n`);
    expect(under.every(({ pending = 0, sending = 0 }) => pending + sending > 0)).toBe(true);
    expect(result.verdict).toEqual(whole);
  },
  longest,
);

where(lacking)(
  'the primary dies for good in a fan-out, the standby takes over: nothing lost, nothing twice without knowing',
  async () => {
    const districts = ['ohashi', 'imajuku'];
    const preload = [join(paths.root, 'test/chaos/longer-leases.mjs')];
    const result = await failOver({ seed: 20261128, rate: 60, districts, preload, goOn: true });
    const row = toRow({ fault: 'failover', runs: 1, note: `${result.issued} deliveries` }, [result], null);
    process.stdout.write(`${JSON.stringify(row)}\n`);
    expect(result.verdict).toEqual(whole);
  },
  longest,
);
