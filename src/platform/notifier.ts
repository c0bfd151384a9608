/** What wakes up at once: the dispatcher, the sockets, the drill player. Lost wake-ups are covered by their polls. */
export interface Notices {
  /** New or freed deliveries, or a stop; `grown`: of this version alone, of which a lot of its audience came in. */
  deliveries: { grown?: string };
  /** Delivery states of a version changed. */
  progress: { versionId: string; alertId: string };
  /** Rows of these lists changed. */
  changed: { topics: readonly string[] };
}

export interface Notifier {
  /** Hears what happens in this process and, through `hear`, in others on the same database. */
  on<N extends keyof Notices>(notice: N, listener: (payload: Notices[N]) => void): () => void;
  notify<N extends keyof Notices>(notice: N, payload: Notices[N]): void;
  /** Hears this process's own notices only: for whoever carries them to the others, so that nothing comes back. */
  onOwn<N extends keyof Notices>(notice: N, listener: (payload: Notices[N]) => void): () => void;
  /** Tells the listeners what another process notified. */
  hear<N extends keyof Notices>(notice: N, payload: Notices[N]): void;
}

/** In-process notifier. Listeners must not throw; one that does is a bug and reaches `onBug`. */
export function createNotifier(onBug: (error: unknown) => void): Notifier {
  const [all, own] = [createListeners(onBug), createListeners(onBug)];
  return {
    on: all.add,
    onOwn: own.add,
    notify(notice, payload) {
      all.tell(notice, payload);
      own.tell(notice, payload);
    },
    hear: all.tell,
  };
}

function createListeners(onBug: (error: unknown) => void) {
  const listeners = new Map<string, Set<(payload: never) => void>>();
  return {
    add<N extends keyof Notices>(notice: N, listener: (payload: Notices[N]) => void): () => void {
      const set = listeners.get(notice) ?? new Set();
      listeners.set(notice, set.add(listener));
      return () => set.delete(listener);
    },
    tell<N extends keyof Notices>(notice: N, payload: Notices[N]): void {
      for (const listener of listeners.get(notice) ?? []) {
        try {
          listener(payload as never);
        } catch (error) {
          onBug(error);
        }
      }
    },
  };
}
