// How fast the machine is while something is measured. Others share its cores: the same work takes half as much again from one
// minute to the next, and what is compared over minutes needs a measure that was taken meanwhile.
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

/** A thread of this process that takes it. `read()`: the µs that the fixed piece of work took, each time since the last reading. */
export async function startPace() {
  const worker = new Worker(new URL('./pace-thread.mjs', import.meta.url));
  await once(worker, 'message');
  let taken = [];
  worker.on('message', (micros) => taken.push(micros));
  worker.unref();
  return {
    read() {
      const seen = taken;
      taken = [];
      return seen;
    },
  };
}
