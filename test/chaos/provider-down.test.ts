import { expect, test } from '@jest/globals';
import { controlRun, runDown } from './faults/provider-down.js';

test('providers down for 30 minutes cost few calls, refuse nobody, and what still holds is handed over afterwards', async () => {
  const run = await runDown(1);
  expect(run).toMatchObject({ lost: [], doubled: [], storms: [] });
  expect(Object.keys(run.states).sort()).toEqual(['accepted', 'expired']);
  // Told to people once a channel.
  expect(run.failuresLogged).toBe(Object.keys(run.calls).length);
}, 300_000);

test('control: an adapter that blames the call opens no breaker and storms the provider', async () => {
  const { storms, failuresLogged } = await controlRun(1);
  expect(storms.length).toBeGreaterThan(0);
  expect(failuresLogged).toBe(0);
}, 300_000);
