/** Timers that a test moves: minutes pass while the code under test, promises and SQL run at their own pace. */
export interface FakeTime {
  now(): number;
  /** Lets so many milliseconds pass, timer by timer, and what each sets off come to rest. */
  pass(milliseconds: number): Promise<void>;
  restore(): void;
}

interface Timer {
  readonly at: number;
  readonly every: number | null;
  readonly run: () => void;
}

const names = ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] as const;

/**
 * Puts itself in the place of the global timers until `restore`. Nothing that waits for a socket may run meanwhile; `busy`
 * tells whether what answers from another thread, a database, still owes an answer.
 */
export function fakeTime(begin: number, busy: () => boolean = () => false): FakeTime {
  const real = Object.fromEntries(names.map((name) => [name, globalThis[name]]));
  const timers = new Map<number, Timer>();
  let now = begin;
  let made = 0;
  const add = (every: number | null, run: () => void, delay: number) => {
    const id = ++made;
    timers.set(id, { at: now + Math.max(1, delay), every, run });
    const handle = { unref: () => handle, ref: () => handle, [Symbol.toPrimitive]: () => id };
    return handle;
  };
  const clear = (handle: unknown) => void timers.delete(Number(handle));
  const fakes = {
    setTimeout: (run: () => void, delay = 0) => add(null, run, delay),
    setInterval: (run: () => void, delay = 0) => add(delay, run, delay),
    clearTimeout: clear,
    clearInterval: clear,
  };
  Object.assign(globalThis, fakes);
  const realTimeout = AbortSignal.timeout;
  AbortSignal.timeout = (delay) => {
    const controller = new AbortController();
    add(null, () => controller.abort(new DOMException('the time is up', 'TimeoutError')), delay);
    return controller.signal;
  };

  async function pass(milliseconds: number): Promise<void> {
    const end = now + milliseconds;
    for (;;) {
      let next: readonly [number, Timer] | null = null;
      for (const entry of timers) if (next === null || entry[1].at < next[1].at) next = entry;
      if (next === null || next[1].at > end) break;
      const [id, timer] = next;
      now = Math.max(now, timer.at);
      if (timer.every === null) timers.delete(id);
      else timers.set(id, { ...timer, at: now + Math.max(1, timer.every) });
      timer.run();
      await rest();
    }
    now = end;
    await rest();
  }

  /** A few turns of the loop in which nothing is owed let every chain of promises end. */
  async function rest(): Promise<void> {
    for (let turn = 0; turn < 3; turn = busy() ? 0 : turn + 1)
      await new Promise<void>((resolve) => setImmediate(resolve));
  }

  const restore = () => {
    Object.assign(globalThis, real);
    AbortSignal.timeout = realTimeout;
  };
  return { now: () => now, pass, restore };
}
