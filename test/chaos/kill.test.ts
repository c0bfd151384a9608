import { expect, test } from '@jest/globals';
import { whole } from './check.js';
import { runChaos, someDistricts, type ChaosRun } from './fan-out.js';
import { kill, lateCommit, urgent } from './faults/kill.js';

const seed = 20261121;
const tell = (what: string, of: number, { verdict: _, ...run }: ChaosRun) =>
  process.stdout.write(`${what} (seed ${of}): ${JSON.stringify(run)}\n`);
const inFlight = (states: Record<string, number>) =>
  (states['pending'] ?? 0) > 0 && (states['sending'] ?? 0) > 0;

test('a hub killed 20 times in a fan-out of 10,000 loses nothing and records no second success', async () => {
  const run = await kill(20, seed);
  tell('20 kills', seed, run);
  expect(run.issued).toBeGreaterThanOrEqual(10_000);
  expect(run.atKill.filter(inFlight)).toHaveLength(20);
  expect(run.verdict).toEqual(whole);
}, 480_000);

/** Both at once: each waits for leases and retries, most of the time. */
const others = () =>
  Promise.all([
    runChaos({ ...urgent, districts: someDistricts, kills: 2, seed, preload: lateCommit }),
    runChaos({
      kind: 'earthquake-report',
      slots: { intensity: '4', occurredAt: Date.now() },
      districts: someDistricts,
      seed: 7,
      kills: 1,
      // FCM cannot be asked what became of a call.
      killUnder: 'push',
    }),
  ]);
let started: ReturnType<typeof others> | undefined;
const played = () => (started ??= others());

test('control: with the call committed after the send, a killed hub sends twice without knowing', async () => {
  const [run] = await played();
  tell('late commit', seed, run);
  // Nothing was ever in flight as far as the tables knew: the patch was in place.
  expect(run.atKill.filter((states) => (states['sending'] ?? 0) > 0)).toEqual([]);
  expect(run.verdict.BoundedUnsure.length).toBeGreaterThan(0);
  expect(run.verdict).not.toEqual(whole);
}, 360_000);

test('a killed hub leaves what nobody knows of a notice to a person, under a task', async () => {
  const [, run] = await played();
  tell('a notice', 7, run);
  expect(run.atEnd['held']).toBeGreaterThan(0);
  expect(run.verdict).toEqual(whole);
}, 360_000);
