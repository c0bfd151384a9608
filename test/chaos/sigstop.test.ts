import { beforeAll, expect, test } from '@jest/globals';
import { runStop, type StopRun } from './faults/sigstop.js';

const whole = { NoLoss: [], NoPhantom: [], SingleSuccess: [], OnceEffect: [], BoundedUnsure: [] };

// Side by side: both wait for leases to lapse, most of the time.
let whoLooks: StopRun;
let careless: StopRun;
beforeAll(async () => {
  [whoLooks, careless] = await Promise.all([
    runStop({ leases: 'short' }),
    runStop({ leases: 'short', careless: true }),
  ]);
}, 180_000);

test('Fence: a hub that is stopped past its leases and woken sends nothing late, and nobody opens its database meanwhile', () => {
  const run = whoLooks;
  expect(run.inFlight).toBeGreaterThan(run.lateAllowed * 2);
  expect(run.refused).toMatch(/already writing/);
  expect(run.late).toBeLessThanOrEqual(run.lateAllowed);
  expect(run.verdict).toEqual(whole);
});

test('Fence, control: a worker that does not look at its lease sends what it had claimed, and it is seen', () => {
  expect(careless.late).toBeGreaterThan(careless.lateAllowed);
});
