import { expect } from '@jest/globals';
import { enough, jumpClock, ttlSlack, whyNoFakeClock } from './faults/clock-jump.js';
import { where } from './needs.js';

const test = where(whyNoFakeClock());

test('NoStale: a clock that jumps two hours back sends nothing late, and after a restart everything is held', async () => {
  const run = await jumpClock({ hours: -2, restart: true });
  process.stdout.write(`clock −2 h: ${JSON.stringify(run)}\n`);
  expect(run.between).toBeGreaterThan(enough);
  expect(run.stale).toBe(0);
  expect(run.states['pending'] ?? 0).toBe(0);
  expect(run.states['expired'] ?? 0).toBeGreaterThan(300);
  expect(run.held).toBeGreaterThan(300);
  expect(run.leftAfterRestart).toBe(0);
}, 120_000);

test('NoStale: a clock that jumps two hours forward stops nothing, and services are told how long a message really lives', async () => {
  const run = await jumpClock({ hours: 2, restart: false });
  process.stdout.write(`clock +2 h: ${JSON.stringify(run)}\n`);
  expect(run.between).toBeGreaterThan(enough);
  expect(run.stale).toBe(0);
  expect(run.ttlOff).toBeLessThan(ttlSlack);
}, 120_000);
