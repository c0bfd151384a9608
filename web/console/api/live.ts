import type { QueryClient } from '@tanstack/react-query';
import { useSyncExternalStore } from 'react';

/** Milliseconds without a sign of life after which the screen says that it is stale (ux.md A12). */
const staleAfter = 5000;

export interface Line {
  readonly stale: boolean;
  /** Milliseconds UTC, by our own clock, of the last sign of life. */
  readonly seenAt: number;
}

let line: Line = { stale: false, seenAt: Date.now() };
/** Server clock minus ours, milliseconds. */
let skew = 0;
const listeners = new Set<() => void>();
const setLine = (next: Partial<Line>): void => {
  line = { ...line, ...next };
  for (const listener of listeners) listener();
};
const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

export const useLine = (): Line => useSyncExternalStore(subscribe, () => line);
/** The server's clock, milliseconds UTC. */
export const serverNow = (): number => Date.now() + skew;
export const setServerNow = (now: number): void => {
  skew = now - Date.now();
};

/** Milliseconds until the rest of the console is asked for again. */
const again = 2000;

/** Opens the console's socket; what it needs is fetched beside the start page. Returns how to close it. */
export const openLine = (client: QueryClient): { close: () => void } => {
  let late: ReturnType<typeof setTimeout> | undefined;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let hangUp: (() => void) | null = null;
  let closed = false;
  const stale = () => setLine({ stale: true });
  const marks = {
    alive: () => {
      clearTimeout(late);
      // A line that dies without a word is noticed by nothing else than this silence.
      late = setTimeout(stale, staleAfter);
      setLine({ stale: false, seenAt: serverNow() });
    },
    lost: () => {
      late ??= setTimeout(stale, staleAfter);
    },
    clock: setServerNow,
  };
  const start = async (): Promise<void> => {
    const line = await import('./line.js').catch(() => null);
    if (closed) return;
    if (line !== null) hangUp = line.connectLine(client, marks);
    else {
      marks.lost();
      retry = setTimeout(() => void start(), again);
    }
  };
  void start();
  return {
    close: () => {
      closed = true;
      clearTimeout(retry);
      clearTimeout(late);
      hangUp?.();
    },
  };
};
