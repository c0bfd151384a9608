import { installedPostgres, startPostgresPair } from '../../support/postgres-pair.js';
import { pause } from '../fan-out.js';
import type { FaultOptions, FaultRow } from '../fault-row.js';
import { playOnPostgres, toRow, type StageOptions, type StageResult } from '../three-hubs.js';

export const runs = { long: 5, quick: 1 };

export const lacking: string | null =
  installedPostgres === null ? 'PostgreSQL with pg_basebackup (Debian: postgresql)' : null;

/** One fan-out: the primary dies for good in the middle of it, a person promotes the standby and moves the hubs there. */
export async function failOver(
  options: Pick<StageOptions, 'seed' | 'rate' | 'districts' | 'preload' | 'goOn'>,
  { behind = false } = {},
): Promise<StageResult> {
  const pair = await startPostgresPair();
  return playOnPostgres({
    ...options,
    server: pair,
    async disturb(stage) {
      await pause(500 + stage.random() * 1500);
      if (behind) {
        await pair.leaveStandbyBehind();
        // Longer than what is claimed ahead lasts: calls go out of which the standby knows nothing.
        await pause(6000);
      }
      await stage.moveHubs(await pair.failOver('chaos'));
    },
  });
}

/**
 * The primary killed for good in a fan-out of three hubs, the synchronous standby promoted, the hubs moved. In the control
 * the primary answers commits that the standby never heard of.
 */
export async function run({ runs: times, seed }: FaultOptions): Promise<FaultRow> {
  const results: StageResult[] = [];
  for (let done = 0; done < times; done++) results.push(await failOver({ seed: seed + done, rate: 300 }));
  const control = await failOver({ seed, rate: 300 }, { behind: true });
  const note = 'three hubs; commits wait for the standby';
  return toRow(
    { fault: 'PostgreSQL’s primary dies, the standby takes over', runs: times, note },
    results,
    control,
  );
}
