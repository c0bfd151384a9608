/** What wakes up at once: the dispatcher, the sockets, the drill player. Lost wake-ups are covered by their polls. */
export interface Notices {
  /** New or freed deliveries on a channel. */
  deliveries: { channel?: string };
  /** Delivery states of a version changed. */
  progress: { versionId: string; alertId: string };
  /** Rows of these lists changed. */
  changed: { topics: readonly string[] };
}

export interface Notifier {
  on<N extends keyof Notices>(notice: N, listener: (payload: Notices[N]) => void): () => void;
  notify<N extends keyof Notices>(notice: N, payload: Notices[N]): void;
}

/** In-process notifier. Listeners must not throw; one that does is a bug and reaches `onBug`. */
export function createNotifier(onBug: (error: unknown) => void): Notifier {
  const listeners = new Map<string, Set<(payload: never) => void>>();
  return {
    on(notice, listener) {
      const set = listeners.get(notice) ?? new Set();
      listeners.set(notice, set.add(listener));
      return () => set.delete(listener);
    },
    notify(notice, payload) {
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
