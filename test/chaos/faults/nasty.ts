/** Every nasty behaviour of a provider on every channel, through the real adapters. */
import { carriedChannelIds } from '../../../src/domain/channel.js';
import type { FaultOptions, FaultRow } from '../fault-row.js';
import { behaviours, runNasty, type Cells, type NastyRun } from '../nasty-cells.js';

/** A run is one behaviour on all four channels; quick: another behaviour on each channel, every one of them once. */
export const runs = { long: 3 * Object.keys(behaviours).length, quick: 4 };

const names = Object.keys(behaviours);

/** Every behaviour on at least one channel, in as few runs as that takes. Callbacks are Twilio's only. */
export const spread: readonly Cells[] = [
  { radio: 'slow', push: '429-seconds', sms: 'callback-first', mastodon: '429-date', mail: 'drip' },
  { radio: '413', push: '503', sms: 'reset-before', mastodon: '500', mail: 'reset-before' },
  { radio: 'reset-after', push: 'hang', sms: 'callback-twice', mastodon: 'drip', mail: 'reset-after' },
  { radio: 'garbage', push: 'reset-after', sms: 'drip', mastodon: '401', mail: '429-seconds' },
];
const cellsOf = (run: number): Cells =>
  Object.fromEntries(carriedChannelIds.map((id) => [id, names[run % names.length] ?? 'slow']));

export async function run({ runs: count, seed }: FaultOptions): Promise<FaultRow> {
  const quick = count <= spread.length;
  const made: NastyRun[] = [];
  for (let i = 0; i < count; i++) {
    const cells = quick ? (spread[i] ?? {}) : cellsOf(i);
    // Every third time a notice, of which nothing unsure is sent again.
    const urgency = !quick && Math.floor(i / names.length) % 3 === 2 ? 2 : 4;
    made.push(await runNasty({ cells, seed: seed + i, urgency }));
  }
  return rowOf(made, await controlRun(seed));
}

/** Without "unsure", what a lost answer hides is sent again and nobody knows. */
export const controlRun = (seed: number): Promise<NastyRun> =>
  runNasty({ cells: { sms: 'reset-after', push: 'garbage' }, seed, urgency: 4, trusting: true });

export function rowOf(made: readonly NastyRun[], control: NastyRun): FaultRow {
  const sum = (of: (one: NastyRun) => number) => made.reduce((total, one) => total + of(one), 0);
  const surprises = made.flatMap((one) => one.surprises);
  return {
    fault: 'twelve nasty behaviours × every channel',
    runs: made.length,
    lost: sum(({ verdict }) => verdict.NoLoss.length + verdict.NoPhantom.length) + surprises.length,
    doubled: sum(
      ({ verdict }) =>
        verdict.SingleSuccess.length + verdict.OnceEffect.length + verdict.BoundedUnsure.length,
    ),
    unsure: sum(({ tables }) => tables.deliveries.reduce((total, row) => total + row.unsures, 0)),
    resolved: sum(
      ({ tables }) => tables.deliveries.filter((row) => row.unsures > 0 && row.state !== 'held').length,
    ),
    held: sum(({ tables }) => tables.deliveries.filter((row) => row.state === 'held').length),
    control: control.verdict.BoundedUnsure.length > 0 ? 'red' : 'green',
    note: surprises.length > 0 ? surprises.join('; ') : `${names.length} behaviours`,
  };
}
