import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { paths } from '../../src/platform/paths.js';
import { runChaos, type ChaosOptions, type ChaosRun } from './fan-out.js';

const urgent = {
  kind: 'evacuation-instruction',
  slots: { hazard: 'landslide', reason: 'landslide-warning' },
  seed: 20261121,
} satisfies Partial<ChaosOptions>;

const whole = { NoLoss: [], NoPhantom: [], SingleSuccess: [], OnceEffect: [], BoundedUnsure: [] };
const tell = (what: string, { seed }: { seed: number }, { verdict: _, ...run }: ChaosRun) =>
  process.stdout.write(`${what} (seed ${seed}): ${JSON.stringify(run)}\n`);
const inFlight = (states: Record<string, number>) =>
  (states['pending'] ?? 0) > 0 && (states['sending'] ?? 0) > 0;

test('a hub killed 20 times in a fan-out of 10,000 loses nothing and records no second success', async () => {
  const options = { ...urgent, kills: 20 };
  const run = await runChaos(options);
  tell('20 kills', options, run);
  expect(run.issued).toBeGreaterThanOrEqual(10_000);
  expect(run.atKill.filter(inFlight)).toHaveLength(20);
  expect(run.verdict).toEqual(whole);
}, 240_000);

test('control: with the call committed after the send, a killed hub sends twice without knowing', async () => {
  const options = { ...urgent, kills: 3, preload: [join(paths.root, 'test/chaos/late-commit.mjs')] };
  const run = await runChaos(options);
  tell('late commit', options, run);
  // Nothing was ever in flight as far as the tables knew: the patch was in place.
  expect(run.unsure).toBe(0);
  expect(run.verdict.BoundedUnsure.length).toBeGreaterThan(0);
  expect(run.verdict).not.toEqual(whole);
}, 120_000);

test('a killed hub leaves what nobody knows of a notice to a person, under a task', async () => {
  const options = { kind: 'earthquake-report', seed: 7, kills: 2 };
  const slots = { intensity: '4', occurredAt: Date.now() };
  const run = await runChaos({ ...options, slots });
  tell('a notice', options, run);
  expect(run.atEnd['held']).toBeGreaterThan(0);
  expect(run.verdict).toEqual(whole);
}, 120_000);
