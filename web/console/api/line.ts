// First: the shapes below are made when they are imported.
import './no-compiling.js';
import type { QueryClient } from '@tanstack/react-query';
import { io } from 'socket.io-client';
import { consoleEvents, type SinceShape } from '../../../src/wire/live.js';
import type { ChangedShape, ProgressShape, Topic } from './types.js';

/** What the screens are told of the line. */
export interface LineMarks {
  readonly alive: () => void;
  readonly lost: () => void;
  readonly clock: (serverNow: number) => void;
}

/** Milliseconds until a socket that the hub closed or refused is opened again. */
const again = 2000;
/** Milliseconds of silence after which the line is taken for dead and opened anew; five signs of life are missing then. */
const deadAfter = 10_000;
/** Milliseconds that a connection may take to open. */
const openWithin = 8000;
const transports = ['polling', 'websocket'] as const;

const queriesOf: Record<Topic, readonly string[]> = {
  proposals: ['proposals', 'telegrams', 'situation'],
  alerts: ['alerts', 'version', 'deliveries'],
  state: ['state', 'shelters', 'situation'],
  log: ['log'],
  drill: ['drills'],
  channels: ['state', 'channels'],
  rings: ['rings'],
  shelters: ['shelters', 'situation'],
  staff: ['officers', 'watch', 'break-glass', 'session'],
  tasks: ['tasks', 'waiting', 'deliveries', 'progress', 'state', 'manual'],
};

/** An older event never overwrites a newer figure: they may arrive out of order after a reconnect. */
const newer = (next: ProgressShape) => (old: ProgressShape | undefined) =>
  old !== undefined && old.at > next.at ? old : next;

/**
 * Listens to the hub. Events are numbered: after a reconnect the hub tells what was missed; a gap, another run, or a word that
 * does not fit its shape (the hub was updated) has everything fetched again, so that nothing missed stays missed. Returns how to
 * close it.
 */
export const connectLine = (client: QueryClient, marks: LineMarks): (() => void) => {
  let known: SinceShape | null = null;
  let reopen: ReturnType<typeof setTimeout> | undefined;
  let dead: ReturnType<typeof setTimeout> | undefined;
  const socket = io('/console', {
    path: '/socket.io',
    reconnectionDelayMax: 2000,
    timeout: openWithin,
    transports: [...transports],
    tryAllTransports: true,
    auth: (tell) => tell(known === null ? {} : { since: known }),
  });
  const everything = () => void client.invalidateQueries();
  /** Notes how far we are; a gap means that something was lost on the way. */
  const follow = (seq: number) => {
    if (known === null) return;
    if (seq > known.seq + 1) everything();
    known = { ...known, seq: Math.max(known.seq, seq) };
  };
  const onChanged = ({ topics }: Pick<ChangedShape, 'topics'>) => {
    for (const key of new Set(topics.flatMap((topic) => queriesOf[topic])))
      void client.invalidateQueries({ queryKey: [key] });
  };
  const onProgress = (event: ProgressShape) => {
    client.setQueryData<ProgressShape>(['progress', event.versionId], newer(event));
    if (!event.settled) return;
    void client.invalidateQueries({ queryKey: ['deliveries', event.versionId] });
    void client.invalidateQueries({ queryKey: ['waiting', event.versionId] });
    void client.invalidateQueries({ queryKey: ['manual'] });
  };

  const connectAgain = () => {
    clearTimeout(reopen);
    reopen = setTimeout(() => socket.connect(), again);
  };
  /** Whatever the hub says is a sign of life. Where none comes the other end may be gone: nothing else would tell for long. */
  const alive = () => {
    marks.alive();
    clearTimeout(dead);
    dead = setTimeout(() => {
      // A web socket has a connection of its own; a poll may be sent into one that the browser kept, as dead as this.
      socket.io.opts.transports = [...transports].reverse();
      socket.disconnect().connect();
    }, deadAfter);
  };

  socket.on('connect', () => {
    alive();
    // A screen that was opened while there was no line has nothing to show: nobody else would ask for it again.
    void client.refetchQueries({ predicate: ({ state }) => state.status === 'error' });
  });
  socket.onAny(alive);
  socket.on('disconnect', (reason) => {
    clearTimeout(dead);
    marks.lost();
    if (reason !== 'io server disconnect') return;
    // The hub closed it: perhaps our session has ended, which the session itself tells.
    everything();
    connectAgain();
  });
  socket.on('connect_error', () => {
    marks.lost();
    // By the other way next time: some networks let only one of them through.
    socket.io.opts.transports = [...(socket.io.opts.transports ?? [])].reverse() as string[];
    if (socket.active) return;
    // Refused, and not tried again by itself: the session has ended, or the hub could not look at it just now.
    void client.invalidateQueries({ queryKey: ['session'] });
    connectAgain();
  });
  socket.on('beat', (word: unknown) => {
    const beat = consoleEvents.beat.safeParse(word);
    if (beat.success) marks.clock(beat.data.at);
  });
  socket.on('hello', (word: unknown) => {
    const hello = consoleEvents.hello.safeParse(word);
    if (!hello.success) return everything();
    marks.clock(hello.data.now);
    const { run, seq } = hello.data;
    if (known?.run === run) return;
    known = { run, seq };
    everything();
  });
  socket.on('missed', (word: unknown) => {
    const missed = consoleEvents.missed.safeParse(word);
    if (!missed.success) return everything();
    const { seq, resync, topics, progress } = missed.data;
    if (known !== null) known = { ...known, seq };
    if (resync) return everything();
    onChanged({ topics });
    for (const event of progress) onProgress(event);
  });
  socket.on('changed', (word: unknown) => {
    const event = consoleEvents.changed.safeParse(word);
    if (!event.success) return everything();
    follow(event.data.seq);
    onChanged(event.data);
  });
  socket.on('progress', (word: unknown) => {
    const event = consoleEvents.progress.safeParse(word);
    if (!event.success) return everything();
    follow(event.data.seq);
    onProgress(event.data);
  });
  return () => {
    clearTimeout(reopen);
    clearTimeout(dead);
    socket.close();
  };
};
