import { nextTurn } from './turn.js';
import { rate, type Sound } from './wav.js';

/** Zero crossings of the kernel on each side: 90 dB of the folded spectrum are gone. */
const crossings = 24;
/** Kaiser's β for that. */
const beta = 9;

/** Bessel's I0, by its series. */
const bessel = (x: number): number => {
  let [sum, term] = [1, 1];
  for (let k = 1; term > sum * 1e-12; k += 1) {
    term *= (x / (2 * k)) ** 2;
    sum += term;
  }
  return sum;
};

const atBeta = bessel(beta);

const kernelAt = (t: number, width: number): number => {
  if (Math.abs(t) >= width) return 0;
  const window = bessel(beta * Math.sqrt(1 - (t / width) ** 2)) / atBeta;
  return window * (t === 0 ? 1 : Math.sin(Math.PI * t) / (Math.PI * t));
};

const divisor = (a: number, b: number): number => (b === 0 ? a : divisor(b, a % b));

interface Phases {
  readonly up: number;
  readonly down: number;
  readonly half: number;
  readonly taps: readonly Float64Array[];
}

const known = new Map<number, Phases>();

/** The filter's taps for each position between two samples of the source. */
function phasesOf(from: number): Phases {
  const found = known.get(from);
  if (found !== undefined) return found;
  const common = divisor(from, rate);
  const [up, down] = [rate / common, from / common];
  // The cut-off lies a little below half of the lower rate.
  const cut = Math.min(1, rate / from) * 0.94;
  const half = Math.ceil(crossings / cut);
  const taps = Array.from({ length: up }, (_, phase) =>
    Float64Array.from({ length: 2 * half + 1 }, (__, tap) => {
      const t = (tap - half - phase / up) * cut;
      return kernelAt(t, crossings) * cut;
    }),
  );
  const made = { up, down, half, taps };
  known.set(from, made);
  return made;
}

/** Samples that are made before the event loop may do something else: some milliseconds' work. */
const atOnce = rate / 2;

/** A sound at `rate`, by windowed sinc. Lets the event loop breathe. */
export async function atOurRate(sound: Sound): Promise<Float32Array> {
  if (sound.rate === rate) return sound.samples;
  const { up, down, half, taps } = phasesOf(sound.rate);
  const { samples } = sound;
  const out = new Float32Array(Math.floor((samples.length * up) / down));
  for (let i = 0; i < out.length; i += 1) {
    const place = i * down;
    const filter = taps[place % up] ?? new Float64Array(0);
    const first = Math.floor(place / up) - half;
    let sum = 0;
    const end = Math.min(filter.length, samples.length - first);
    for (let tap = Math.max(0, -first); tap < end; tap += 1)
      sum += (filter[tap] ?? 0) * (samples[first + tap] ?? 0);
    out[i] = sum;
    if (i % atOnce === atOnce - 1) await nextTurn();
  }
  return out;
}
