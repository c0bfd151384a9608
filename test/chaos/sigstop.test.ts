import { expect, test } from '@jest/globals';
import { runStop } from './faults/sigstop.js';

const whole = { NoLoss: [], NoPhantom: [], SingleSuccess: [], OnceEffect: [], BoundedUnsure: [] };

test('Fence: a hub that is stopped past its leases and woken sends nothing late, and nobody opens its database meanwhile', async () => {
  const run = await runStop({ leases: 'short' });
  expect(run.inFlight).toBeGreaterThan(run.lateAllowed * 2);
  expect(run.refused).toMatch(/already writing/);
  expect(run.late).toBeLessThanOrEqual(run.lateAllowed);
  expect(run.verdict).toEqual(whole);
}, 180_000);

test('Fence, control: a worker that does not look at its lease sends what it had claimed, and it is seen', async () => {
  const run = await runStop({ leases: 'short', careless: true });
  expect(run.late).toBeGreaterThan(run.lateAllowed);
}, 180_000);
