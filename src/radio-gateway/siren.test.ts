import { expect, test } from '@jest/globals';
import { sirenSound } from './siren.js';

const loudest = (samples: Int16Array): number => samples.reduce((most, x) => Math.max(most, Math.abs(x)), 0);

test('sounds and pauses as the pattern says, without wrapping round', () => {
  const sound = sirenSound({ onSeconds: 3, offSeconds: 2, bursts: 2 });
  expect(sound).toHaveLength((3 + 2 + 3) * 16_000);
  const second = (n: number) => loudest(sound.subarray(n * 16_000, (n + 1) * 16_000));
  expect([0, 1, 2, 5, 6, 7].every((n) => second(n) > 10_000 && second(n) < 32_000)).toBe(true);
  expect([3, 4].map(second)).toEqual([0, 0]);
});

test('without a number of bursts ends by itself', () => {
  expect(sirenSound({ onSeconds: 1, offSeconds: 1, bursts: null })).toHaveLength(5 * 16_000);
});
