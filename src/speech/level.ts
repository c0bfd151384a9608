import { nextTurn } from './turn.js';
import { loudness } from './loudness.js';
import { rate } from './wav.js';

/**
 * The loudness of everything that is made here, in LUFS, and the peak that nothing passes, in dB of full scale. Our choice
 * (2026-11-28): speech leaves room for its peaks at −18, and siren, chime and voices follow each other without a step; how
 * loud it is outdoors is the amplifier's matter.
 */
export const target = -18;
const ceiling = -2;

/** Values between two samples are looked at by a four-fold oversampling (BS.1770-4, annex 2): true peaks. */
const between = [0.25, 0.5, 0.75].map((offset) =>
  Float64Array.from({ length: 24 }, (_, tap) => {
    const t = tap - 11 - offset;
    const window = 0.5 + 0.5 * Math.cos((Math.PI * t) / 12.5);
    return (window * Math.sin(Math.PI * t)) / (Math.PI * t);
  }),
);

/** The highest value at each sample or between it and the next. */
async function peaks(samples: Float32Array, from: number): Promise<Float32Array> {
  const found = new Float32Array(samples.length);
  for (let i = 0; i < samples.length; i += 1) {
    if (i % rate === rate - 1) await nextTurn();
    let highest = Math.abs(samples[i] ?? 0);
    // What is far below cannot pass it between two samples either.
    if (highest > from || Math.abs(samples[i + 1] ?? 0) > from)
      for (const filter of between) {
        let sum = 0;
        for (let tap = 0; tap < 24; tap += 1) sum += (filter[tap] ?? 0) * (samples[i + tap - 11] ?? 0);
        highest = Math.max(highest, Math.abs(sum));
      }
    found[i] = highest;
  }
  return found;
}

/** True peak in dB of full scale. */
export const truePeak = async (samples: Float32Array): Promise<number> =>
  20 * Math.log10((await peaks(samples, 0)).reduce((most, each) => Math.max(most, each), 0));

/** How far a limiter looks ahead and back: 5 ms. */
const reach = Math.round(0.005 * rate);

/** The lowest of each value and its neighbours within `reach`. */
function lowestAround(values: Float32Array): Float32Array {
  const lowest = new Float32Array(values.length);
  const queue: number[] = [];
  let head = 0;
  for (let i = 0; i < values.length + reach; i += 1) {
    if (i < values.length) {
      while (queue.length > head && (values[queue.at(-1) ?? 0] ?? 1) >= (values[i] ?? 1)) queue.pop();
      queue.push(i);
    }
    if (i < reach) continue;
    while ((queue[head] ?? 0) < i - 2 * reach) head += 1;
    lowest[i - reach] = values[queue[head] ?? 0] ?? 1;
  }
  return lowest;
}

/** The mean of each value and its neighbours within `reach`; beyond the ends stands what stands there. */
function smoothed(values: Float32Array): Float32Array {
  const width = 2 * reach + 1;
  const means = new Float32Array(values.length);
  const at = (i: number): number => values[Math.min(values.length - 1, Math.max(0, i))] ?? 1;
  let sum = 0;
  for (let i = -reach; i <= reach; i += 1) sum += at(i);
  for (let i = 0; i < values.length; i += 1) {
    means[i] = sum / width;
    sum += at(i + reach + 1) - at(i - reach);
  }
  return means;
}

/** Turns down what would pass the ceiling, smoothly and ahead of it. */
export async function limited(samples: Float32Array): Promise<Float32Array> {
  const top = 10 ** (ceiling / 20);
  const needed = (await peaks(samples, top / 2)).map((peak) => (peak > top ? top / peak : 1));
  if (needed.every((gain) => gain === 1)) return samples;
  // The mean of the lowest within reach is nowhere above what its middle needs.
  const gains = smoothed(lowestAround(needed));
  return samples.map((sample, i) => sample * (gains[i] ?? 1));
}

/** A sound brought to the target loudness, under the ceiling. */
export async function levelled(samples: Float32Array): Promise<Float32Array> {
  const measured = loudness(samples);
  if (!Number.isFinite(measured)) return samples;
  const gain = 10 ** ((target - measured) / 20);
  return limited(samples.map((sample) => sample * gain));
}
