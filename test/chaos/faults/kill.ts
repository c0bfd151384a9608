/** kill −9, again and again, in a fan-out to the whole town. */
import { join } from 'node:path';
import { paths } from '../../../src/platform/paths.js';
import { runChaos, someDistricts, type ChaosOptions, type ChaosRun } from '../fan-out.js';
import type { FaultOptions, FaultRow } from '../fault-row.js';

export const runs = { long: 200, quick: 20 };

/** An evacuation: what is unsure of it is sent again. */
export const urgent = {
  kind: 'evacuation-instruction',
  slots: { hazard: 'landslide', reason: 'landslide-warning' },
} satisfies Partial<ChaosOptions>;

/** Hubs whose calls are committed after they were sent. */
export const lateCommit = [join(paths.root, 'test/chaos/late-commit.mjs')];

/** The rate at which 10,000 last for so many kills: 250 a second for 20. */
const rateFor = (kills: number) => Math.max(10, Math.min(250, Math.round(5000 / kills)));

export const kill = (kills: number, seed: number): Promise<ChaosRun> =>
  runChaos({ ...urgent, kills, seed, callsPerSecond: rateFor(kills), killUnder: 'any' });

/** The row of a run and its control. */
function rowOf(fault: string, kills: number, main: ChaosRun, control: ChaosRun | null): FaultRow {
  const { verdict, atKill, unsure, resolved, atEnd, issued, effects } = main;
  const inFlight = atKill.reduce((sum, states) => sum + (states['sending'] ?? 0), 0);
  const red = control !== null && control.verdict.BoundedUnsure.length > 0;
  return {
    fault,
    runs: kills,
    lost: verdict.NoLoss.length + verdict.NoPhantom.length,
    doubled: verdict.SingleSuccess.length + verdict.OnceEffect.length + verdict.BoundedUnsure.length,
    unsure,
    resolved,
    held: atEnd['held'] ?? 0,
    control: control === null ? 'none' : red ? 'red' : 'green',
    note: `${issued} issued, ${effects} effects; ${inFlight} in flight at ${kills} kills, ${Math.max(...atKill.map((states) => states['sending'] ?? 0))} at most`,
  };
}

export async function run({ runs: kills, seed }: FaultOptions): Promise<FaultRow> {
  const main = await kill(kills, seed);
  const control = await runChaos({
    ...urgent,
    districts: someDistricts,
    kills: 3,
    seed,
    preload: lateCommit,
  });
  return rowOf('kill −9 on SQLite', kills, main, control);
}
