// The processes of a benchmark: each side has its own, so that its processor time and memory are its own.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/**
 * Starts a file of bench/ and waits until it is ready. It answers one question at a time, and has failed when an answer
 * takes longer than `patience` (milliseconds).
 */
export async function startSide(file, { patience = 120_000, ...options }) {
  const path = fileURLToPath(new URL(`../${file}`, import.meta.url));
  const child = fork(path, [JSON.stringify(options)], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const answer = async () => {
    const settled = new AbortController();
    const signal = AbortSignal.any([settled.signal, AbortSignal.timeout(patience)]);
    const ended = once(child, 'exit', { signal }).then(([code, by]) => {
      throw new Error(`${file} ended with ${code ?? by}`);
    });
    try {
      const [message] = await Promise.race([once(child, 'message', { signal }), ended]);
      if (message.error) throw new Error(`${file}: ${message.error}`);
      return message;
    } catch (error) {
      if (error.name !== 'AbortError') throw error;
      throw new Error(`${file}: no answer within ${patience / 1000} s`, { cause: error });
    } finally {
      ended.catch(() => undefined);
      settled.abort();
    }
  };
  const stop = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    if (child.connected) child.disconnect();
    const force = setTimeout(() => child.kill('SIGKILL'), 20_000);
    await ended;
    clearTimeout(force);
  };
  let ready;
  try {
    ready = await answer();
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    ready,
    ask(question) {
      child.send(question);
      return answer();
    },
    stop,
  };
}

/** Runs `work` with the sides it starts, and ends them whatever happens. */
export async function withSides(work) {
  const sides = [];
  try {
    return await work(async (file, options) => {
      const side = await startSide(file, options);
      sides.push(side);
      return side;
    });
  } finally {
    for (const side of sides.reverse()) await side.stop();
  }
}
