import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { RateLimiter } from './rate-limiter.js';
import { createSharedRate } from './shared-rate.js';

/** A bucket as the database keeps it, answering after a delay, and a time that a test moves. */
function bucket(delay: () => number) {
  let time = 0;
  let nextAt = -Infinity;
  let waiting: { at: number; run: () => void }[] = [];
  const after = (milliseconds: number) =>
    new Promise<void>((resolve) => waiting.push({ at: time + milliseconds, run: resolve }));
  return {
    get now() {
      return time;
    },
    process: (rate: number): RateLimiter =>
      createSharedRate(rate, {
        async reserve(count, spacing) {
          const asked = time;
          await after(delay());
          const start = Math.max(nextAt, time);
          nextAt = start + count * spacing;
          const begins = start - time;
          await after(delay());
          return { first: time + begins, unsure: time - asked };
        },
        async pause(duration) {
          nextAt = Math.max(nextAt, time + duration);
        },
        now: () => time,
        onSlots: () => undefined,
        onBug: (error) => {
          throw error;
        },
      }),
    async move(by: number) {
      time += by;
      const due = waiting.filter(({ at }) => at <= time);
      waiting = waiting.filter(({ at }) => at > time);
      for (const { run } of due) run();
      for (let turn = 0; turn < 5; turn++) await Promise.resolve();
    },
  };
}

/** The most that any sliding second holds. */
function mostPerSecond(times: readonly number[]): number {
  let [from, most] = [0, 0];
  for (const [i, time] of times.entries()) {
    while ((times[from] ?? 0) <= time - 1000) from++;
    most = Math.max(most, i - from + 1);
  }
  return most;
}

/** Processes that send whatever they may, looking every so often. */
async function play(rate: number, processes: number, looks: readonly number[], delay = 1) {
  const world = bucket(() => delay);
  const limiters = Array.from({ length: processes }, () => world.process(rate));
  const sent: number[] = [];
  for (const look of looks) {
    for (const limiter of limiters) while (limiter.take(world.now) === 0) sent.push(world.now);
    await world.move(look);
  }
  return { sent, seconds: world.now / 1000, world, limiters };
}

describe('RateLimit, across processes', () => {
  test('however unevenly processes look, no sliding second holds more than the rate', async () => {
    const rates = fc.constantFrom(1, 2, 5, 37, 200, 3000);
    const look = fc.oneof(
      { weight: 8, arbitrary: fc.integer({ min: 1, max: 8 }) },
      { weight: 1, arbitrary: fc.integer({ min: 40, max: 75 }) },
    );
    const looks = fc.array(look, { minLength: 150, maxLength: 250 });
    const delays = fc.integer({ min: 0, max: 40 });
    await fc.assert(
      fc.asyncProperty(rates, fc.integer({ min: 1, max: 4 }), looks, delays, async (rate, n, list, delay) => {
        const { sent } = await play(rate, n, list, delay);
        expect(mostPerSecond(sent)).toBeLessThanOrEqual(rate);
      }),
      { numRuns: 60 },
    );
  });

  test.each([1, 2, 3])('%i processes that look every 5 ms reach 90 % of it', async (processes) => {
    const rate = 200;
    const { sent, seconds } = await play(rate, processes, Array<number>(2000).fill(5));
    expect(sent.length / seconds).toBeGreaterThan(rate * 0.9);
  });

  test('a process that can send little leaves the slots to others', async () => {
    const world = bucket(() => 1);
    const [lame, able] = [world.process(1000), world.process(1000)];
    let sent = 0;
    for (let turn = 0; turn < 2000; turn++) {
      if (turn % 10 === 0) lame.take(world.now);
      while (able.take(world.now) === 0) sent++;
      await world.move(5);
    }
    expect(sent / (world.now / 1000)).toBeGreaterThan(700);
  });

  test('a Retry-After that one hears pauses all', async () => {
    const { world, limiters } = await play(50, 2, Array<number>(100).fill(5));
    const [one, other] = limiters;
    const from = world.now;
    one?.pauseUntil(from + 3000);
    const sent: number[] = [];
    for (let turn = 0; turn < 800; turn++) {
      for (const limiter of [one, other]) while (limiter?.take(world.now) === 0) sent.push(world.now - from);
      await world.move(5);
    }
    // What the other held already: two portions at most.
    expect(sent.filter((at) => at > 300 && at < 3000)).toEqual([]);
    expect(sent.some((at) => at >= 3000)).toBe(true);
    expect(one?.paused(from)).toBe(3000);
  });

  test('a rate that never binds is asked for a few times a second', async () => {
    let asked = 0;
    const world = bucket(() => 1);
    const limiter = createSharedRate(10_000, {
      reserve: async () => {
        asked++;
        return { first: world.now, unsure: 0 };
      },
      pause: async () => undefined,
      now: () => world.now,
      onSlots: () => undefined,
      onBug: () => undefined,
    });
    let sent = 0;
    for (let turn = 0; turn < 1000; turn++) {
      for (let i = 0; i < 10; i++) if (limiter.take(world.now) === 0) sent++;
      await world.move(5);
    }
    expect(sent).toBeGreaterThan(9_500);
    expect(asked / 5).toBeLessThan(60);
  });
});
