import { breathe } from './breathe.js';

/** Mono sound as the rest of this folder handles it: samples between −1 and 1. */
export interface Sound {
  readonly rate: number;
  readonly samples: Float32Array;
}

/**
 * Samples a second of every file that is made here: what speech needs (the voices carry little above 7 kHz, the horns
 * nothing) and twice the 8 kHz of telephones and paging speakers, so that PCMU is made by dropping every other sample
 * behind a filter (docs/speech.md).
 */
export const rate = 16_000;

/** Samples that are written before the event loop may do something else. */
const atOnce = 20 * rate;

/** Full scale of 16 bits, both ways. */
const full = 32_767;

export const silence = (seconds: number): Float32Array => new Float32Array(Math.round(seconds * rate));

/** A WAV file: PCM, 16 bits, mono, at `rate`. */
export async function wavOf(samples: Float32Array): Promise<Buffer> {
  const bytes = samples.length * 2;
  const file = Buffer.alloc(44 + bytes);
  file.write('RIFF', 0, 'latin1');
  file.writeUInt32LE(36 + bytes, 4);
  file.write('WAVEfmt ', 8, 'latin1');
  file.writeUInt32LE(16, 16);
  file.writeUInt16LE(1, 20);
  file.writeUInt16LE(1, 22);
  file.writeUInt32LE(rate, 24);
  file.writeUInt32LE(rate * 2, 28);
  file.writeUInt16LE(2, 32);
  file.writeUInt16LE(16, 34);
  file.write('data', 36, 'latin1');
  file.writeUInt32LE(bytes, 40);
  const data = new Int16Array(file.buffer, file.byteOffset + 44, samples.length);
  for (let i = 0; i < samples.length; i += 1) {
    if (i % atOnce === atOnce - 1) await breathe();
    data[i] = Math.round(Math.max(-1, Math.min(1, samples[i] ?? 0)) * full);
  }
  return file;
}

/**
 * Reads a WAV file of 16-bit PCM, mono. A length that says more than there is (a program that wrote to a pipe did not
 * know it) means "to the end". @throws Error when it is anything else
 */
export function readWav(file: Buffer): Sound {
  if (file.toString('latin1', 0, 4) !== 'RIFF' || file.toString('latin1', 8, 12) !== 'WAVE')
    throw new Error('not a WAV file');
  let found = 0;
  for (let at = 12; at + 8 <= file.length;) {
    const name = file.toString('latin1', at, at + 4);
    const size = file.readUInt32LE(at + 4);
    if (name === 'fmt ') {
      const [format, channels, bits] = [0, 2, 14].map((offset) => file.readUInt16LE(at + 8 + offset));
      if (format !== 1 || channels !== 1 || bits !== 16) throw new Error('not 16-bit mono PCM');
      found = file.readUInt32LE(at + 12);
    }
    if (name === 'data' && found > 0) return { rate: found, samples: samplesOf(file, at + 8, size) };
    at += 8 + size + (size % 2);
  }
  throw new Error('a WAV file without sound');
}

function samplesOf(file: Buffer, from: number, size: number): Float32Array {
  const count = Math.floor(Math.min(size, file.length - from) / 2);
  const samples = new Float32Array(count);
  for (let i = 0; i < count; i += 1) samples[i] = file.readInt16LE(from + i * 2) / full;
  return samples;
}

/** Sounds one after the other. */
export function joined(parts: readonly Float32Array[]): Float32Array {
  const whole = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** −50 dB of full scale: below it a voice says nothing. */
const quiet = 10 ** (-50 / 20);
/** What is left standing on both sides, so that no consonant is cut. Seconds. */
export const margin = 0.02;

/** Without the silence before and after. */
export function trimmed(samples: Float32Array): Float32Array {
  const first = samples.findIndex((sample) => Math.abs(sample) > quiet);
  if (first < 0) return new Float32Array(0);
  const last = samples.findLastIndex((sample) => Math.abs(sample) > quiet);
  const around = Math.round(margin * rate);
  return samples.slice(Math.max(0, first - around), Math.min(samples.length, last + around));
}
