import { readWav, writeWav } from '../formats/wav.js';
import { nextTurn } from './turn.js';

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

/** Samples of 16 bits, as files and loudspeakers take them. */
export async function samples16(samples: Float32Array): Promise<Int16Array> {
  const whole = new Int16Array(samples.length);
  for (let i = 0; i < samples.length; i += 1) {
    if (i % atOnce === atOnce - 1) await nextTurn();
    whole[i] = Math.round(Math.max(-1, Math.min(1, samples[i] ?? 0)) * full);
  }
  return whole;
}

/** A WAV file: PCM, 16 bits, mono, at `rate`. */
export const wavOf = async (samples: Float32Array): Promise<Buffer> =>
  Buffer.from(writeWav({ sampleRate: rate, samples: await samples16(samples) }).buffer);

/** The sound of a WAV file of 16-bit PCM, mono, to its end. @throws Error when it is anything else */
export function soundOf(file: Buffer): Sound {
  const wav = readWav(file, { openEnded: true });
  if (wav === null) throw new Error('not a WAV file of 16-bit mono PCM');
  // A loop: Float32Array.from with a function takes ten times as long, and nothing else happens meanwhile.
  const samples = new Float32Array(wav.samples.length);
  for (let i = 0; i < samples.length; i += 1) samples[i] = (wav.samples[i] ?? 0) / full;
  return { rate: wav.sampleRate, samples };
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
