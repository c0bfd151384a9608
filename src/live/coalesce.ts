/** Bundles calls that come close together into one piece of work a key. */
export interface Coalesced {
  call(key: string): void;
  stop(): void;
}

/**
 * Runs `work` for a key at most once per `interval` milliseconds, and never beside itself: work that takes longer than the
 * interval, such as the counts of a million deliveries, would pile up. The last call is always followed by a run.
 */
export function coalesce(
  interval: number,
  work: (key: string) => Promise<void>,
  onBug: (error: unknown) => void,
): Coalesced {
  const waiting = new Map<string, NodeJS.Timeout>();
  const running = new Set<string>();
  /** Called while their work ran: it may have looked before what the call was about. */
  const again = new Set<string>();

  const call = (key: string): void => {
    if (waiting.has(key)) return;
    if (running.has(key)) return void again.add(key);
    waiting.set(
      key,
      setTimeout(() => void run(key), interval),
    );
  };
  const run = async (key: string): Promise<void> => {
    waiting.delete(key);
    running.add(key);
    await work(key).catch(onBug);
    running.delete(key);
    if (again.delete(key)) call(key);
  };
  return {
    call,
    stop() {
      for (const timer of waiting.values()) clearTimeout(timer);
      waiting.clear();
      again.clear();
    },
  };
}
