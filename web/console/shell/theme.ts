import { useSyncExternalStore } from 'react';
import { hourInTown } from '../text/format.js';

/** `auto` is night from 18 to 6 in the town (ux.md §3). */
export const themeChoices = ['auto', 'day', 'night'] as const;
export type ThemeChoice = (typeof themeChoices)[number];

const storeKey = 'todoku.theme';
const stored = localStorage.getItem(storeKey);
let choice: ThemeChoice = stored === 'day' || stored === 'night' ? stored : 'auto';
const listeners = new Set<() => void>();

const shown = (): 'day' | 'night' => {
  if (choice !== 'auto') return choice;
  const hour = hourInTown(Date.now());
  return hour >= 18 || hour < 6 ? 'night' : 'day';
};
const apply = (): void => {
  document.documentElement.dataset['theme'] = shown();
};

export const startTheme = (): void => {
  apply();
  setInterval(apply, 60_000);
};
export const setTheme = (next: ThemeChoice): void => {
  choice = next;
  localStorage.setItem(storeKey, next);
  apply();
  for (const listener of listeners) listener();
};
export const useTheme = (): ThemeChoice =>
  useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => choice,
  );
