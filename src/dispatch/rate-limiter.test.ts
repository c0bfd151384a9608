import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createRateLimiter } from './rate-limiter.js';

type Limiter = Pick<ReturnType<typeof createRateLimiter>, 'take'>;

/** Asks at each step, waits as told or longer, and returns when calls started. */
function starts(limiter: Limiter, steps: readonly number[]): number[] {
  const started: number[] = [];
  let now = 1_000_000;
  for (const step of steps) {
    now += step;
    if (limiter.take(now) === 0) started.push(now);
  }
  return started;
}

const worst = (started: readonly number[]) =>
  started.reduce(
    (most, from) => Math.max(most, started.filter((at) => at >= from && at < from + 1000).length),
    0,
  );
const held = (make: (perSecond: number) => Limiter) =>
  fc.property(
    fc.integer({ min: 1, max: 12 }),
    fc.array(fc.integer({ min: 0, max: 400 }), { maxLength: 200 }),
    (rate, steps) => worst(starts(make(rate), steps)) <= rate,
  );

describe('RateLimit', () => {
  test('no sliding second holds more starts than the rate', () => {
    fc.assert(held(createRateLimiter), { numRuns: 500 });
  });

  test('a rate below one a second is kept too', () => {
    const started = starts(createRateLimiter(0.5), Array<number>(400).fill(50));
    expect(started).toHaveLength(10);
    expect(worst(started)).toBe(1);
  });

  test('control: counting by the clock’s own seconds breaks it', () => {
    const byTheClock = (perSecond: number): Limiter => {
      let second = 0;
      let taken = 0;
      return {
        take(now) {
          if (Math.floor(now / 1000) !== second) [second, taken] = [Math.floor(now / 1000), 0];
          return ++taken > perSecond ? 1000 - (now % 1000) : 0;
        },
      };
    };
    expect(fc.check(held(byTheClock), { numRuns: 500 }).failed).toBe(true);
  });

  test('who waits as long as told may start, and not a millisecond sooner', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 12 }),
        fc.array(fc.integer({ min: 0, max: 400 })),
        (rate, steps) => {
          const limiter = createRateLimiter(rate);
          let now = 0;
          for (const step of steps) {
            now += step;
            const wait = limiter.take(now);
            if (wait === 0) continue;
            if (wait > 1) expect(limiter.take(now + wait - 1)).toBe(1);
            now += wait;
            expect(limiter.take(now)).toBe(0);
          }
        },
      ),
    );
  });

  test('nothing starts before Retry-After; a shorter one does not undo a longer one', () => {
    const limiter = createRateLimiter(100);
    limiter.pauseUntil(5000);
    limiter.pauseUntil(3000);
    expect(limiter.take(4000)).toBe(1000);
    expect(limiter.paused(4000)).toBe(1000);
    expect(limiter.take(5000)).toBe(0);
    expect(limiter.paused(5000)).toBe(0);
  });
});
