import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readWav, wavSeconds, writeWav } from './wav.js';

const samplesOf = fc.array(fc.integer({ min: -32_768, max: 32_767 }), { maxLength: 200 });

test('what was written is read back', () => {
  fc.assert(
    fc.property(samplesOf, fc.constantFrom(8_000, 16_000, 48_000), (list, sampleRate) => {
      const samples = Int16Array.from(list);
      expect(readWav(writeWav({ sampleRate, samples }))).toEqual({ sampleRate, samples });
    }),
  );
});

test('chunks that other programs put between are passed over', () => {
  const wav = writeWav({ sampleRate: 16_000, samples: Int16Array.of(1, 2, 3) });
  const list = Uint8Array.from(
    [...'LIST'].map((letter) => letter.charCodeAt(0)).concat(3, 0, 0, 0, 1, 2, 3, 0),
  );
  const with_ = new Uint8Array([...wav.subarray(0, 36), ...list, ...wav.subarray(36)]);
  expect(readWav(with_)?.samples).toEqual(Int16Array.of(1, 2, 3));
});

test.each([
  ['nothing', new Uint8Array(0)],
  ['other bytes', new Uint8Array(100).fill(7)],
  ['a file cut short', writeWav({ sampleRate: 16_000, samples: new Int16Array(100) }).subarray(0, 150)],
  ['two channels', patched(22, 2)],
  ['eight bits', patched(34, 8)],
  ['µ-law', patched(20, 7)],
])('%s is no WAV', (_, bytes) => {
  expect(readWav(bytes)).toBeNull();
});

function patched(at: number, value: number): Uint8Array {
  const wav = writeWav({ sampleRate: 16_000, samples: new Int16Array(100) });
  wav[at] = value;
  return wav;
}

test('no bytes make it throw', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 120 }), fc.nat(43), (tail, keep) => {
      const wav = writeWav({ sampleRate: 16_000, samples: new Int16Array(20) });
      readWav(new Uint8Array([...wav.subarray(0, keep), ...tail]));
    }),
  );
});

test('seconds are samples by rate', () => {
  expect(wavSeconds({ sampleRate: 16_000, samples: new Int16Array(24_000) })).toBe(1.5);
});
