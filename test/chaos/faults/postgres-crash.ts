import { pause } from '../fan-out.js';
import type { FaultOptions, FaultRow } from '../fault-row.js';
import { playOnPostgres, toRow, type Stage, type StageResult } from '../three-hubs.js';

const perFanOut = 5;

const disturb = (crashes: number) => async (stage: Stage) => {
  for (let crash = 0; crash < crashes; crash++) {
    await pause(500 + stage.random() * 1500);
    await stage.crashServer(stage.random() * 2000);
    await pause(2000);
  }
};

/** The server killed (SIGQUIT: no shutdown, recovery at the next start) and started again under three hubs in a fan-out. */
export async function run({ runs, seed }: FaultOptions): Promise<FaultRow> {
  const results: StageResult[] = [];
  for (let done = 0; done < runs; done += perFanOut) {
    const crashes = Math.min(perFanOut, runs - done);
    const rate = Math.min(400, 4000 / (crashes * 6));
    results.push(await playOnPostgres({ seed: seed + done, rate, disturb: disturb(crashes) }));
  }
  const note = 'nobody restarts a hub; its control stands in test/engine/postgres/away.test.ts';
  return toRow({ fault: 'PostgreSQL killed and restarted', runs, note }, results, null);
}
