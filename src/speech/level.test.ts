import { describe, expect, test } from '@jest/globals';
import { chime } from './chime.js';
import { levelled, limited, target, truePeak } from './level.js';
import { loudness } from './loudness.js';
import { atOurRate } from './resample.js';
import { siren, sirenSeconds } from './siren.js';
import { rate, soundOf, silence, trimmed, wavOf } from './wav.js';

const tone = (hertz: number, seconds: number, strength: number, at = rate): Float32Array =>
  Float32Array.from({ length: seconds * at }, (_, i) => strength * Math.sin((2 * Math.PI * hertz * i) / at));

const rms = (samples: Float32Array): number =>
  Math.sqrt(samples.reduce((sum, each) => sum + each * each, 0) / samples.length);

describe('level', () => {
  test('a tone of 997 Hz at full scale is −3.01 LUFS (BS.1770-4, annex 1), at −20 dB 20 less', async () => {
    expect(loudness(tone(997, 5, 1))).toBeCloseTo(-3.01, 1);
    expect(loudness(tone(997, 5, 0.1))).toBeCloseTo(-23.01, 1);
  });

  test('silence between words does not count', async () => {
    const gaps = new Float32Array(rate * 20);
    gaps.set(tone(997, 5, 0.1), 0);
    gaps.set(tone(997, 5, 0.1), rate * 10);
    expect(loudness(gaps)).toBeCloseTo(loudness(tone(997, 5, 0.1)), 0);
    expect(loudness(silence(3))).toBe(-Infinity);
  });

  test('everything that is made here has one loudness, and no peak passes −2 dB', async () => {
    const spiky = tone(300, 3, 0.02).map((sample, i) => (i % 4000 < 3 ? 0.9 : sample));
    for (const sound of [
      await chime('up'),
      await chime('down'),
      await siren({ onSeconds: 5, offSeconds: 1, bursts: 2 }),
      await levelled(spiky),
    ])
      expect(await truePeak(sound)).toBeLessThanOrEqual(-1.9);
    for (const sound of [
      await chime('up'),
      await siren({ onSeconds: 5, offSeconds: 1, bursts: 2 }),
      await levelled(tone(500, 3, 0.9)),
    ])
      expect(Math.abs(loudness(sound) - target)).toBeLessThan(1);
  });

  test('the limiter leaves alone what needs no limit, and keeps a peak between two samples down as well', async () => {
    const quiet = tone(440, 1, 0.3);
    expect(await limited(quiet)).toBe(quiet);
    // At a quarter of the rate the samples miss the tops by 3 dB.
    const hidden = Float32Array.from(
      { length: rate },
      (_, i) => Math.SQRT2 * Math.sin((Math.PI / 2) * i + Math.PI / 4) * 0.85,
    );
    expect(await truePeak(await limited(hidden))).toBeLessThanOrEqual(-1.9);
  });
});

describe('sound', () => {
  test('a WAV file is read back as it was written, also one whose length nobody knew', async () => {
    const file = await wavOf(tone(440, 0.5, 0.5));
    expect(rms(soundOf(file).samples)).toBeCloseTo(0.5 / Math.SQRT2, 3);
    expect(soundOf(file).rate).toBe(rate);
    const piped = Buffer.from(file);
    piped.writeUInt32LE(0x7ffff000, 40);
    expect(soundOf(piped).samples).toHaveLength(rate / 2);
    expect(() => soundOf(Buffer.from('no sound at all, only words'))).toThrow();
  });

  test.each([48_000, 22_050, 44_100])(
    'a tone of %i Hz keeps its length and level; what cannot be heard here is gone',
    async (from) => {
      const heard = await atOurRate({ rate: from, samples: tone(1000, 1, 0.5, from) });
      expect(Math.abs(heard.length - rate)).toBeLessThanOrEqual(1);
      expect(rms(heard.subarray(1000, -1000))).toBeCloseTo(0.5 / Math.SQRT2, 2);
      const gone = await atOurRate({ rate: from, samples: tone(10_000, 1, 0.5, from) });
      expect(20 * Math.log10(rms(gone.subarray(1000, -1000)) / 0.35)).toBeLessThan(-60);
    },
  );

  test('silence around words goes, a little stays', async () => {
    const padded = new Float32Array(rate * 3);
    padded.set(tone(400, 1, 0.5), rate);
    expect(trimmed(padded).length / rate).toBeCloseTo(1.04, 1);
    expect(trimmed(silence(1))).toHaveLength(0);
  });

  test('a signal lasts as its table says, and is still between its bursts', async () => {
    const pattern = { onSeconds: 3, offSeconds: 2, bursts: null };
    expect(sirenSeconds(pattern)).toBe(13);
    const sound = await siren(pattern);
    expect(sound.length / rate).toBe(13);
    expect(rms(sound.subarray(rate * 3.1, rate * 4.9))).toBe(0);
    expect(rms(sound.subarray(rate * 5.2, rate * 7.8))).toBeGreaterThan(0.05);
  });
});
