import { expect, test } from '@jest/globals';
import { siren } from './siren.js';
import { samples16 } from './wav.js';

const loudest = (samples: Int16Array): number => samples.reduce((most, x) => Math.max(most, Math.abs(x)), 0);

test('sounds and pauses as the pattern says, without wrapping round', async () => {
  const sound = await samples16(await siren({ onSeconds: 3, offSeconds: 2, bursts: 2 }));
  expect(sound).toHaveLength((3 + 2 + 3) * 16_000);
  const second = (n: number) => loudest(sound.subarray(n * 16_000, (n + 1) * 16_000));
  expect([0, 1, 2, 5, 6, 7].every((n) => second(n) > 2_000 && second(n) < 32_000)).toBe(true);
  expect([3, 4].map(second)).toEqual([0, 0]);
});

test('without a number of bursts ends by itself', async () =>
  expect(await siren({ onSeconds: 1, offSeconds: 1, bursts: null })).toHaveLength(5 * 16_000));
