import { nextTurn } from './turn.js';
import { levelled } from './level.js';
import { rate, silence } from './wav.js';

/** One signal of the town's table (`config/towns/<town>/sirens.yaml`): seconds on, seconds off, how many bursts. */
export interface SirenPattern {
  readonly onSeconds: number;
  readonly offSeconds: number;
  /** null sounds until it is stopped. */
  readonly bursts: number | null;
}

/** Bursts of a signal that has no number, where a file must end: 大津波警報 is given "about three times". */
const whenUnending = 3;
/** A motor siren: it runs up, holds, and runs down within its time. Hertz, seconds. */
const [low, high] = [180, 560] as const;
const swing = 4;
const harmonics = [1, 2, 3, 4, 5, 6, 7] as const;
const edge = 0.15;

async function burst(seconds: number): Promise<Float32Array> {
  const sound = silence(seconds);
  const ramp = Math.min(swing, seconds * 0.35);
  let phase = 0;
  for (let i = 0; i < sound.length; i += 1) {
    if (i % rate === rate - 1) await nextTurn();
    const t = i / rate;
    const up = Math.min(1, t / ramp, (seconds - t) / ramp);
    phase += (2 * Math.PI * (low + (high - low) * Math.sin((up * Math.PI) / 2))) / rate;
    const strength = Math.min(1, t / edge, (seconds - t) / edge);
    let sum = 0;
    for (const k of harmonics) sum += Math.sin(k * phase) / k;
    sound[i] = strength * sum;
  }
  return levelled(sound);
}

/** Seconds that a signal takes in a file: bursts and the pauses between them. */
export const sirenSeconds = ({ onSeconds, offSeconds, bursts }: SirenPattern): number => {
  const times = bursts ?? whenUnending;
  return times * onSeconds + (times - 1) * offSeconds;
};

/** The signal as sound, at the level of everything else. */
export async function siren(pattern: SirenPattern): Promise<Float32Array> {
  const one = await burst(pattern.onSeconds);
  const sound = silence(sirenSeconds(pattern));
  const period = Math.round((pattern.onSeconds + pattern.offSeconds) * rate);
  for (let at = 0; at < sound.length; at += period) sound.set(one.subarray(0, sound.length - at), at);
  return sound;
}
