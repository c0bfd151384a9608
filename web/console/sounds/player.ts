import { useSyncExternalStore } from 'react';
import type { SoundLevel } from './alarms.js';

/** Tones of each level: hertz and seconds. The more pressing, the higher and the more of them. */
const tunes: Readonly<Record<SoundLevel, readonly (readonly [pitch: number, seconds: number])[]>> = {
  3: [
    [880, 0.18],
    [1175, 0.18],
    [880, 0.18],
    [1175, 0.18],
    [880, 0.18],
    [1175, 0.4],
  ],
  2: [
    [660, 0.2],
    [880, 0.35],
  ],
  1: [[440, 0.35]],
};

let context: AudioContext | null = null;
const listeners = new Set<() => void>();
const tell = (): void => {
  for (const listener of listeners) listener();
};

/** Made when first asked for: a browser lets it sound only after somebody has touched the page. */
const audio = (): AudioContext => {
  if (context === null) {
    context = new AudioContext();
    context.addEventListener('statechange', tell);
  }
  return context;
};

/** To be called while a key or button is pressed. */
export const allowSound = (): void => void audio().resume();
export const useSoundAllowed = (): boolean =>
  useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => audio().state === 'running',
  );

/** Plays a level's tune once; silent where the browser does not let it. */
export const play = (level: SoundLevel): void => {
  const onto = audio();
  if (onto.state !== 'running') return;
  let at = onto.currentTime + 0.02;
  for (const [pitch, seconds] of tunes[level]) {
    const [tone, volume] = [onto.createOscillator(), onto.createGain()];
    tone.frequency.value = pitch;
    volume.gain.setValueAtTime(0.25, at);
    volume.gain.exponentialRampToValueAtTime(0.001, at + seconds);
    tone.connect(volume).connect(onto.destination);
    tone.start(at);
    tone.stop(at + seconds);
    at += seconds + 0.06;
  }
};
