import { expect } from '@jest/globals';
import { where } from './needs.js';
import { cutPower } from './faults/power-cut.js';
import { whyNoShim } from './shim.js';

const test = where(whyNoShim());
const seed = 20261123;

test('60 power cuts in a fan-out lose nothing that was acknowledged', async () => {
  const run = await cutPower({ runs: 60, seed, sync: 'FULL' });
  process.stdout.write(`power cuts: ${JSON.stringify(run)}\n`);
  expect(run.acknowledged).toBeGreaterThan(500);
  expect(run.bad).toEqual([]);
}, 120_000);

test('control: with synchronous=NORMAL the same cuts lose acknowledged commits', async () => {
  const run = await cutPower({ runs: 40, seed, sync: 'NORMAL' });
  process.stdout.write(`power cuts, NORMAL: ${run.bad.length} of ${run.cuts}, ${run.bad[0]}\n`);
  expect(run.bad.length).toBeGreaterThan(5);
}, 120_000);
