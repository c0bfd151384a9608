import { installedPostgres, startPostgresPair } from '../../support/postgres-pair.js';
import { pause } from '../fan-out.js';
import type { FaultOptions, FaultRow } from '../fault-row.js';
import { playOnPostgres, toRow, type Stage, type StageOptions, type StageResult } from '../three-hubs.js';

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
        await untilBeyondTheClaimed(stage);
      }
      await stage.moveHubs(await pair.failOver('chaos'));
    },
  });
}

/** Until more was accepted than is claimed now: calls have gone out of which the standby knows nothing. */
async function untilBeyondTheClaimed({ states }: Stage): Promise<void> {
  const done = (of: Record<string, number>) => (of['accepted'] ?? 0) + (of['delivered'] ?? 0);
  const before = await states();
  const enough = done(before) + (before['sending'] ?? 0) + (before['unsure'] ?? 0) + 200;
  for (let left = 300; done(await states()) < enough; left--) {
    if (left === 0) throw new Error('the fan-out did not go on');
    await pause(200);
  }
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
