import { describe, expect, test } from '@jest/globals';
import { handOffTimes } from './hand-off-times.js';

describe('how long a hand-off took', () => {
  test('half and 95 of 100, upwards to a tenth of a second', () => {
    expect(
      handOffTimes([
        { tenth: 0, n: 50 },
        { tenth: 7, n: 45 },
        { tenth: 90, n: 5 },
      ]),
    ).toEqual({ p50: 100, p95: 800 });
  });

  test('one more at the end moves the 95', () => {
    expect(
      handOffTimes([
        { tenth: 0, n: 50 },
        { tenth: 7, n: 44 },
        { tenth: 90, n: 6 },
      ]),
    ).toEqual({ p50: 100, p95: 9100 });
  });

  test('a single one is both; of none nothing is said', () => {
    expect(handOffTimes([{ tenth: 12, n: 1 }])).toEqual({ p50: 1300, p95: 1300 });
    expect(handOffTimes([])).toBeNull();
  });

  test('a clock that was put back between issue and hand-off gives no negative time', () => {
    expect(handOffTimes([{ tenth: -30, n: 2 }])).toEqual({ p50: 0, p95: 0 });
  });
});
