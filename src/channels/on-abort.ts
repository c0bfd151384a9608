/** What is under way on each signal. */
const underWay = new WeakMap<AbortSignal, Set<() => void>>();

/**
 * Calls `abort` when the signal does, unless the returned function was called before. A hundred calls share a deadline,
 * and `addEventListener` looks through all listeners of a signal each time: here a signal has one.
 */
export function onAbort(signal: AbortSignal, abort: () => void): () => void {
  const known = underWay.get(signal);
  const aborts = known ?? new Set();
  aborts.add(abort);
  if (!known) {
    underWay.set(signal, aborts);
    // Each in its own turn: one that throws keeps no other from ending.
    signal.addEventListener('abort', () => aborts.forEach((one) => queueMicrotask(one)), { once: true });
  }
  return () => void aborts.delete(abort);
}

/** Gives up waiting when the signal says so, with its reason; what was waited for goes on. */
export const within = <Value>(signal: AbortSignal, value: Promise<Value>): Promise<Value> =>
  new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason as Error);
    const done = onAbort(signal, () => reject(signal.reason as Error));
    value.then(resolve, reject).finally(done);
  });
