import type { QueryClient } from '@tanstack/react-query';
import { useSyncExternalStore } from 'react';
import { io, type Socket } from 'socket.io-client';
import type { ChangedShape, ProgressShape, SessionShape, Topic } from './types.js';

/** Milliseconds without a connection after which the screen says that it is stale (ux.md A12). */
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

const queriesOf: Record<Topic, readonly string[]> = {
  proposals: ['proposals', 'telegrams'],
  alerts: ['alerts', 'version', 'deliveries'],
  state: ['state'],
  log: ['log'],
  drill: ['drills'],
  channels: ['state', 'channels'],
  rings: ['rings'],
  tasks: ['tasks', 'waiting', 'deliveries', 'progress', 'state', 'manual'],
};

/** An older event never overwrites a newer figure: they may arrive out of order after a reconnect. */
const newer = (next: ProgressShape) => (old: ProgressShape | undefined) =>
  old !== undefined && old.at > next.at ? old : next;

/** Opens the console's socket; a (re)connect fetches everything again, so that nothing missed stays missed. */
export const openLine = (client: QueryClient): Socket => {
  const socket = io('/console', { path: '/socket.io', reconnectionDelayMax: 2000 });
  let timer: ReturnType<typeof setTimeout> | undefined;
  const lost = () => {
    timer ??= setTimeout(() => setLine({ stale: true }), staleAfter);
  };
  const alive = () => {
    clearTimeout(timer);
    timer = undefined;
    setLine({ stale: false, seenAt: serverNow() });
  };
  socket.on('connect', () => {
    alive();
    void client.invalidateQueries();
  });
  socket.on('disconnect', lost);
  socket.on('connect_error', lost);
  socket.on('hello', (hello: { now: number; world: SessionShape['world'] }) => setServerNow(hello.now));
  socket.on('changed', (event: ChangedShape) => {
    alive();
    const keys = new Set(event.topics.flatMap((topic) => queriesOf[topic]));
    for (const key of keys) void client.invalidateQueries({ queryKey: [key] });
  });
  socket.on('progress', (event: ProgressShape) => {
    alive();
    client.setQueryData<ProgressShape>(['progress', event.versionId], newer(event));
    if (!event.settled) return;
    void client.invalidateQueries({ queryKey: ['deliveries', event.versionId] });
    void client.invalidateQueries({ queryKey: ['waiting', event.versionId] });
    void client.invalidateQueries({ queryKey: ['manual'] });
  });
  return socket;
};
