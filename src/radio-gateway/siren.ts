import { audioRate } from './audio-store.js';

/** One signal as the town's table has it: seconds on, seconds off, how many bursts; null where no number is laid down. */
export interface SirenPattern {
  readonly onSeconds: number;
  readonly offSeconds: number;
  readonly bursts: number | null;
}

/** Bursts of a signal that has no number: nothing sounds for ever by itself. */
const whenUnending = 3;
/** A motor siren runs up, holds and runs down; its pitch in hertz, and the seconds of running. */
const [low, high] = [180, 560] as const;
const swing = 4;
const harmonics = [1, 2, 3, 4, 5] as const;
const edge = 0.1;
const loudness = 9000;

function burst(seconds: number): Int16Array {
  const sound = new Int16Array(Math.round(seconds * audioRate));
  const ramp = Math.min(swing, seconds / 3);
  let phase = 0;
  for (let i = 0; i < sound.length; i += 1) {
    const t = i / audioRate;
    const up = Math.min(1, t / ramp, (seconds - t) / ramp);
    phase += (2 * Math.PI * (low + (high - low) * up)) / audioRate;
    const strength = Math.min(1, t / edge, (seconds - t) / edge);
    sound[i] = loudness * strength * harmonics.reduce<number>((sum, k) => sum + Math.sin(k * phase) / k, 0);
  }
  return sound;
}

/** The gateway's own siren, for a broadcast whose sound file holds none. 16 kHz. */
export function sirenSound({ onSeconds, offSeconds, bursts }: SirenPattern): Int16Array {
  const times = bursts ?? whenUnending;
  const one = burst(onSeconds);
  const pause = Math.round(offSeconds * audioRate);
  const sound = new Int16Array(times * one.length + (times - 1) * pause);
  for (let n = 0; n < times; n += 1) sound.set(one, n * (one.length + pause));
  return sound;
}
