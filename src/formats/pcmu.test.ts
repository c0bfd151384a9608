import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { fromMuLaw, halveRate, muLaw, toPcmu } from './pcmu.js';

const tone = (hertz: number, seconds = 0.5): Int16Array =>
  Int16Array.from({ length: seconds * 16_000 }, (_, i) =>
    Math.round(10_000 * Math.sin((2 * Math.PI * hertz * i) / 16_000)),
  );
const rms = (samples: ArrayLike<number>): number =>
  Math.sqrt(Array.from(samples).reduce((sum, x) => sum + x * x, 0) / samples.length);
/** Decibels of what comes out against what went in, the edges left out. */
const gainAt = (hertz: number): number =>
  20 * Math.log10(rms(halveRate(tone(hertz)).subarray(100, -100)) / rms(tone(hertz).subarray(200, -200)));

describe('µ-law', () => {
  // Values of the standard's table (ITU-T G.711, Table 2a), 14 bit, here times four.
  test.each([
    [0, 0xff],
    [-1, 0x7f],
    [32_124, 0x80],
    [-32_124, 0x00],
    [8 * 4, 0xfb],
  ])('%i is %i', (sample, byte) => {
    expect(muLaw(sample)).toBe(byte);
  });

  test('every byte comes back from the sample that it stands for', () => {
    for (let byte = 0; byte < 256; byte += 1) if (byte !== 0x7f) expect(muLaw(fromMuLaw(byte))).toBe(byte);
  });

  test('errs by no more than a sixteenth, or four, and never past the ends', () => {
    fc.assert(
      fc.property(fc.integer({ min: -32_768, max: 32_767 }), (sample) => {
        const error = Math.abs(fromMuLaw(muLaw(sample)) - sample);
        return error <= Math.max(4, Math.abs(sample) / 16, Math.abs(sample) - 32_124);
      }),
    );
  });

  test('a gain of −6 dB halves the samples', () => {
    const loud = rms(Array.from(toPcmu(tone(1000)), fromMuLaw));
    const soft = rms(Array.from(toPcmu(tone(1000), -6.0206), fromMuLaw));
    expect(soft / loud).toBeCloseTo(0.5, 2);
  });
});

describe('half the rate', () => {
  test('keeps half the samples, one more where their number is odd', () => {
    expect(halveRate(new Int16Array(16_000))).toHaveLength(8_000);
    expect(halveRate(new Int16Array(3))).toHaveLength(2);
    expect(halveRate(new Int16Array(0))).toHaveLength(0);
  });

  test.each([100, 440, 1000, 2000, 3000])('passes %i Hz within half a decibel', (hertz) => {
    expect(Math.abs(gainAt(hertz))).toBeLessThan(0.5);
  });

  // Without the filter these would fold back into what is heard.
  test.each([5000, 6000, 7500])('keeps %i Hz out by 50 dB', (hertz) => {
    expect(gainAt(hertz)).toBeLessThan(-50);
  });

  test('does not wrap around where the filter overshoots', () => {
    const square = Int16Array.from({ length: 400 }, (_, i) => (i % 100 < 50 ? 32_767 : -32_768));
    const out = halveRate(square);
    for (let i = 30; i < 50; i += 5) expect(Math.sign(out[i] ?? 0)).toBe(Math.sign(square[2 * i] ?? 0));
  });
});
