import { useNavigate } from '@tanstack/react-router';
import { useEffect, useSyncExternalStore } from 'react';

/** Keys that lead somewhere: after `g`, or `?` alone for the list of them. */
export const shortcuts = [
  { keys: 'g h', name: 'home', to: '/' },
  { keys: 'g c', name: 'compose', to: '/compose' },
  { keys: 'g m', name: 'map', to: '/map' },
  { keys: 'g l', name: 'log', to: '/log' },
  { keys: '?', name: 'help', to: null },
] as const;
type Shortcut = (typeof shortcuts)[number];
type Keys = Shortcut['keys'];

/** Milliseconds in which the second key must follow. */
const patience = 1500;

const storeKey = 'todoku.shortcuts.off';
let off: ReadonlySet<string> = new Set((localStorage.getItem(storeKey) ?? '').split(','));
const listeners = new Set<() => void>();

/** Each can be switched off on this machine, as who dictates or trembles must be able to (WCAG 2.1.4). */
export const switchShortcut = (keys: Keys, on: boolean): void => {
  off = on ? new Set([...off].filter((one) => one !== keys)) : new Set([...off, keys]);
  localStorage.setItem(storeKey, [...off].join(','));
  for (const listener of listeners) listener();
};
export const useShortcutsOff = (): ReadonlySet<string> =>
  useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => off,
  );

/** Where letters are text, or a question waits for its answer. */
const isTaken = (event: KeyboardEvent): boolean => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.repeat) return true;
  const at = event.target instanceof HTMLElement ? event.target : null;
  return at?.closest('input, textarea, select, [contenteditable], dialog') !== null;
};

/** Listens on every screen. */
export const useShortcuts = (onHelp: () => void): void => {
  const navigate = useNavigate();
  useEffect(() => {
    let leader = Number.NEGATIVE_INFINITY;
    const listen = (event: KeyboardEvent) => {
      if (isTaken(event)) return;
      const led = event.timeStamp - leader < patience;
      leader = event.key === 'g' ? event.timeStamp : Number.NEGATIVE_INFINITY;
      const keys = led ? `g ${event.key}` : event.key;
      const meant = shortcuts.find((one) => one.keys === keys && !off.has(one.keys));
      if (meant === undefined) return;
      event.preventDefault();
      if (meant.to === null) onHelp();
      else void navigate({ to: meant.to });
    };
    document.addEventListener('keydown', listen);
    return () => document.removeEventListener('keydown', listen);
  }, [navigate, onHelp]);
};
