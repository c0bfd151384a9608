import { useSyncExternalStore } from 'react';
import type { SoundLevel } from './alarms.js';

/** What this machine was told: which levels are off, and what was heard. */
const stored = (key: string): ReadonlySet<string> =>
  new Set((localStorage.getItem(key) ?? '').split('\n').filter((one) => one !== ''));
const [offKey, heardKey] = ['todoku.sounds.off', 'todoku.sounds.heard'];
let memory = { off: stored(offKey), heard: stored(heardKey) };
const listeners = new Set<() => void>();
const remember = (next: Partial<typeof memory>): void => {
  memory = { ...memory, ...next };
  localStorage.setItem(offKey, [...memory.off].join('\n'));
  localStorage.setItem(heardKey, [...memory.heard].join('\n'));
  for (const listener of listeners) listener();
};

export const useSoundMemory = () =>
  useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => memory,
  );
export const switchSound = (level: SoundLevel, on: boolean): void => {
  const off = new Set(memory.off);
  if (on) off.delete(String(level));
  else off.add(String(level));
  remember({ off });
};

/** What was heard longest ago is forgotten first. */
const most = 200;
export const hear = (keys: readonly string[]): void =>
  remember({ heard: new Set([...memory.heard, ...keys].slice(-most)) });
