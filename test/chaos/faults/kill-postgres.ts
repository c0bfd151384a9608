import { join } from 'node:path';
import { paths } from '../../../src/platform/paths.js';
import { pause } from '../fan-out.js';
import type { FaultOptions, FaultRow } from '../fault-row.js';
import { playOnPostgres, toRow, type Stage, type StageResult } from '../three-hubs.js';

export const runs = { long: 200, quick: 3 };

/** Kills in one fan-out; more go into further ones. */
const perFanOut = 20;
/** Until a killed hub is back, and the pause before the next kill, roughly. Seconds. */
const perKill = 4;

const disturb = (kills: number) => async (stage: Stage) => {
  for (let kill = 0; kill < kills; kill++) {
    await pause(100 + stage.random() * 600);
    await stage.killHub(Math.floor(stage.random() * stage.hubs));
  }
};

/**
 * Three hubs on one PostgreSQL, one of them killed −9 again and again in a fan-out to the whole town. The control's hubs
 * claim without locking rows: two send the same, and nobody knows.
 */
export async function run({ runs: times, seed }: FaultOptions): Promise<FaultRow> {
  const results: StageResult[] = [];
  for (let done = 0; done < times; done += perFanOut) {
    const kills = Math.min(perFanOut, times - done);
    // So that there is always something left to kill it in.
    const rate = Math.min(500, 4000 / (kills * perKill));
    results.push(await playOnPostgres({ seed: seed + done, rate, disturb: disturb(kills) }));
  }
  const control = await playOnPostgres({
    ...{ seed, rate: 500, disturb: disturb(0) },
    preload: [join(paths.root, 'test/chaos/no-row-locks.mjs')],
  });
  const note = `three processes; ${results.reduce((sum, { issued }) => sum + issued, 0)} deliveries`;
  return toRow({ fault: 'kill −9, one of three hubs on PostgreSQL', runs: times, note }, results, control);
}
