import type { Channel } from '../domain/channel.js';
import type { Logger } from '../platform/logger.js';

/** Hangs up telephones that ring for what is over. */
export interface HangUps {
  /** All at once, and nobody waits for it: a far end that does not answer must hold up nobody else's ring. */
  start(refs: readonly string[]): void;
  /** Gives up what is under way. */
  stop(): Promise<void>;
}

/** A telephone stops ringing by itself after half a minute. */
const patience = 10_000;

export function createHangUps(channels: readonly Channel[], logger: Logger): HangUps {
  const voice = channels.find(({ id }) => id === 'voice');
  const stopping = new AbortController();
  const underWay = new Set<Promise<void>>();

  async function hangUp(ref: string): Promise<void> {
    const signal = AbortSignal.any([stopping.signal, AbortSignal.timeout(patience)]);
    const { promise: over, reject } = Promise.withResolvers<never>();
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
    try {
      await Promise.race([voice?.hangUp?.(ref, signal), over]);
    } catch (error) {
      // A call that ended by itself meanwhile says so, too.
      if (!stopping.signal.aborted)
        logger.warn({ err: error }, 'a telephone that need not ring any more could not be hung up');
    }
  }

  return {
    start(refs) {
      for (const ref of refs) {
        const one = hangUp(ref).finally(() => underWay.delete(one));
        underWay.add(one);
      }
    },
    async stop() {
      stopping.abort();
      await Promise.all(underWay);
    },
  };
}
