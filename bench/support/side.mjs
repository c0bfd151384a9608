// What runs inside a side's process: it answers questions, measures itself, and ends with its parent.
import { monitorEventLoopDelay } from 'node:perf_hooks';

export const options = JSON.parse(process.argv[2] ?? '{}');

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

/** Runs `work` and tells what it took of this process alone. Milliseconds, and processor time in microseconds. */
export async function measured(work) {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  globalThis.gc?.();
  delay.enable();
  const before = process.cpuUsage();
  const startedAt = performance.now();
  const facts = await work();
  const ms = performance.now() - startedAt;
  const { user, system } = process.cpuUsage(before);
  delay.disable();
  return {
    ms,
    cpu: user + system,
    blockedP99: delay.percentile(99) / 1e6,
    rss: process.resourceUsage().maxRSS / 1024,
    ...facts,
  };
}
