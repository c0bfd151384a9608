import { expect } from '@jest/globals';
import { spoilDisk } from './faults/disk-spoiled.js';
import { where } from './faults/needs.js';
import { whyNoShim } from './faults/shim.js';

const test = where(whyNoShim());

test('a disk that stalls or turns read-only refuses in words and in time, and the fan-out comes through it', async () => {
  const run = await spoilDisk();
  process.stdout.write(`spoiled disk: ${JSON.stringify(run)}\n`);
  expect(run.stalled).toMatchObject({ answer: '503 storage.stalled', is: 'submitted' });
  expect(run.locked).toMatchObject({ answer: '503 storage.stalled', is: 'submitted' });
  expect(run.readOnly).toMatchObject({ answer: '503 storage.read-only', is: 'submitted' });
  expect(run.well).toMatchObject({ answer: '200 issued', is: 'issued' });
  expect(run.fanOut).toMatchObject({ doubled: 0, open: 0, unsure: 0 });
}, 120_000);

test('control: with a flusher that forgets what it could not write, deliveries stay open', async () => {
  const { fanOut } = await spoilDisk({ forgetful: true });
  expect(fanOut.open).toBeGreaterThan(0);
}, 120_000);
