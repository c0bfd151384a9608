// What runs inside a side's process: it answers questions, measures itself, and ends with its parent.
import { monitorEventLoopDelay } from 'node:perf_hooks';

export const options = JSON.parse(process.argv[2] ?? '{}');

// Ctrl-C reaches the whole group: the parent ends of it, and this process cleans up when the parent is gone.
process.on('SIGINT', () => undefined);

/** Answers each question with what `handle` returns; ends after `close` when the parent goes. */
export function serve(ready, handle, close = async () => {}) {
  process.on('message', (question) => {
    handle(question).then(
      (answer) => process.send(answer),
      (error) => process.send({ error: error.stack ?? String(error) }),
    );
  });
  process.on('disconnect', () =>
    close().then(
      () => process.exit(0),
      (error) => {
        console.error(error);
        process.exit(1);
      },
    ),
  );
  process.send(ready);
}

/**
 * Runs `work` and tells what it took of this process alone: milliseconds, and processor time in microseconds. What
 * `databaseCpu` reads before and after is its database's processor time in another process.
 */
export async function measured(work, databaseCpu) {
  const database = databaseCpu?.();
  const end = begin();
  const facts = await work();
  const taken = end();
  return { ...taken, ...(databaseCpu && { databaseCpu: databaseCpu() - database }), ...facts };
}

/** Begins to measure this process; the function returned ends it. */
export function begin() {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  globalThis.gc?.();
  delay.enable();
  const before = process.cpuUsage();
  const startedAt = performance.now();
  return () => {
    const ms = performance.now() - startedAt;
    const { user, system } = process.cpuUsage(before);
    delay.disable();
    return {
      ms,
      cpu: user + system,
      blockedP99: delay.percentile(99) / 1e6,
      blockedMost: delay.max / 1e6,
      rss: process.resourceUsage().maxRSS / 1024,
    };
  };
}
