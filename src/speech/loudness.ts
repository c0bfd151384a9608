import { rate } from './wav.js';

/*
 * Loudness by ITU-R BS.1770-4 (K-weighting, gated blocks), for one channel. Filter constants are those of the analogue
 * prototypes behind the recommendation's 48 kHz tables, worked out for our rate; checked against ffmpeg's ebur128.
 */

interface Biquad {
  readonly b: readonly [number, number, number];
  readonly a: readonly [number, number];
}

const shelf = (): Biquad => {
  const [f0, gain, q] = [1681.974450955533, 3.999843853973347, 0.7071752369554196];
  const k = Math.tan((Math.PI * f0) / rate);
  const high = 10 ** (gain / 20);
  const band = high ** 0.4996667741545416;
  const a0 = 1 + k / q + k * k;
  return {
    b: [
      (high + (band * k) / q + k * k) / a0,
      (2 * (k * k - high)) / a0,
      (high - (band * k) / q + k * k) / a0,
    ],
    a: [(2 * (k * k - 1)) / a0, (1 - k / q + k * k) / a0],
  };
};

const highPass = (): Biquad => {
  const [f0, q] = [38.13547087602444, 0.5003270373238773];
  const k = Math.tan((Math.PI * f0) / rate);
  const a0 = 1 + k / q + k * k;
  return { b: [1, -2, 1], a: [(2 * (k * k - 1)) / a0, (1 - k / q + k * k) / a0] };
};

const stages = [shelf(), highPass()];

/** Energy of the K-weighted sound by steps of 100 ms; the last one may be shorter. */
function energies(samples: Float32Array, step: number): Float64Array {
  const sums = new Float64Array(Math.ceil(samples.length / step));
  const state = stages.map(() => [0, 0]);
  for (let i = 0; i < samples.length; i += 1) {
    let x = samples[i] ?? 0;
    for (const [at, { b, a }] of stages.entries()) {
      const held = state[at] as [number, number];
      const y = b[0] * x + held[0];
      held[0] = b[1] * x - a[0] * y + held[1];
      held[1] = b[2] * x - a[1] * y;
      x = y;
    }
    const at = Math.floor(i / step);
    sums[at] = (sums[at] ?? 0) + x * x;
  }
  return sums;
}

const toLufs = (meanSquare: number): number => -0.691 + 10 * Math.log10(meanSquare);
const mean = (values: readonly number[]): number =>
  values.reduce((sum, each) => sum + each, 0) / values.length;

/** Integrated loudness in LUFS; −Infinity for silence. A sound under 400 ms is one block of its own length. */
export function loudness(samples: Float32Array): number {
  const step = rate / 10;
  const steps = energies(samples, step);
  if (samples.length < 4 * step) return toLufs(steps.reduce((sum, each) => sum + each, 0) / samples.length);
  const blocks: number[] = [];
  for (let at = 0; at + 4 <= Math.floor(samples.length / step); at += 1) {
    const energy = steps.subarray(at, at + 4).reduce((sum, each) => sum + each, 0);
    blocks.push(energy / (4 * step));
  }
  const audible = blocks.filter((block) => toLufs(block) > -70);
  if (audible.length === 0) return -Infinity;
  const gate = toLufs(mean(audible)) - 10;
  return toLufs(mean(audible.filter((block) => toLufs(block) > gate)));
}
