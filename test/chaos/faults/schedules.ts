/** Random schedules of the pure state machine, in lots; test/engine/schedules has the model and its controls. */
import { explain, mutants, playMany } from '../../engine/schedules/run.js';
import { allRules } from '../../engine/schedules/rules.js';
import type { FaultOptions, FaultRow } from '../fault-row.js';

export const runs = { long: 1_000_000, quick: 10_000 };
const lot = 50_000;

export async function run({ runs: count, seed }: FaultOptions): Promise<FaultRow> {
  const broken = new Map<string, number>();
  for (let from = seed; from < seed + count; from += lot) {
    const size = Math.min(lot, seed + count - from);
    const tally = playMany(from, size);
    for (const [name, n] of Object.entries(tally.broken)) broken.set(name, (broken.get(name) ?? 0) + n);
    process.stderr.write(`schedules: seeds ${from} to ${from + size - 1}\n`);
    if (tally.first) process.stderr.write(`${explain(tally.first)}\n`);
    // Signals are heard between lots.
    await new Promise((resolve) => setImmediate(resolve));
  }
  const of = (...names: string[]) => names.reduce((sum, name) => sum + (broken.get(name) ?? 0), 0);
  const blind = mutants.filter(({ rules, breaks }) => {
    const found = playMany(
      1,
      10_000,
      { ...allRules, ...rules },
      (findings) => findings[breaks] !== undefined,
    );
    return found.broken[breaks] === 0;
  });
  return {
    fault: 'random schedules of the state machine',
    runs: count,
    lost: of('NoLoss'),
    doubled: of('SingleSuccess', 'OnceEffect', 'BoundedUnsure'),
    unsure: 0,
    resolved: 0,
    held: 0,
    control: blind.length === 0 ? 'red' : 'green',
    note: `seeds ${seed}–${seed + count - 1}; NoPhantom, Fence, NoStale, Order broken ${of('NoPhantom', 'Fence', 'NoStale', 'Order')} times; ${mutants.length - blind.length} of ${mutants.length} controls red`,
  };
}
