/**
 * Signals that end calls after `timeout` milliseconds. Calls that start within a twentieth of it share one signal and
 * one timer, so that thousands a second cost no timer each; a call may so have 5 % more, never less.
 */
export function createDeadlines(timeout: number): (now: number) => AbortSignal {
  const slot = Math.max(1, timeout / 20);
  let signal: AbortSignal | null = null;
  let sharedUntil = -Infinity;
  return (now) => {
    if (signal === null || now >= sharedUntil || signal.aborted) {
      signal = AbortSignal.timeout(Math.ceil(timeout + slot));
      sharedUntil = now + slot;
    }
    return signal;
  };
}
