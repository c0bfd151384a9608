import type { ChannelId, Form, Receipt } from '../domain/channel.js';
import { refuse, type Refusal } from '../domain/refusal.js';
import type { Clock } from '../platform/clock.js';
import type { Logger } from '../platform/logger.js';
import type { Notifier } from '../platform/notifier.js';
import type { Say } from '../platform/sentences.js';
import { unlessStorage } from '../platform/storage-fault.js';
import { appendLog } from './log.store.js';
import type { Store } from './store.js';

/** Who may call back: what was read of a callback (null: not the provider's signature), and the signature that was checked. */
export interface CallbackGate {
  /**
   * A refusal for a forged callback, and for a signed one that comes again long after its first time: somebody kept it.
   * What a provider repeats because it got no answer passes, and has no second effect. Refusals answer 403 and stand in the
   * headquarters log, once an hour a channel: who sends thousands must not fill the log.
   */
  check(
    channel: ChannelId,
    read: Form | readonly Receipt[] | null,
    signature: string | undefined,
  ): Refusal | null;
  /** The same for an input that the database remembers: when it came first, or null. */
  checkAgain(channel: ChannelId, firstAt: number | null): Refusal | null;
}

/**
 * Milliseconds within which what got no answer is repeated: Twilio gives up after minutes, a mail server hands a report over
 * again for as long as it keeps it (Postfix, maximal_queue_lifetime: five days).
 */
const repeatsWithin = (channel: ChannelId): number => (channel === 'mail' ? 5 * 86_400_000 : 600_000);
/** Two or three callbacks an SMS; the oldest are forgotten first, and their effect is there already. */
const remembered = 200_000;
const oncePer = 3_600_000;

export function createCallbackGate(parts: {
  store: Store;
  clock: Clock;
  notifier: Notifier;
  say: Say;
  logger: Logger;
}): CallbackGate {
  const { clock, logger } = parts;
  const seen = new Map<string, number>();
  const told = new Map<string, number>();

  function turnAway(channel: ChannelId, why: 'forged' | 'replayed'): Refusal {
    const now = clock.now();
    const key = `${channel} ${why}`;
    if (now - (told.get(key) ?? Number.NEGATIVE_INFINITY) >= oncePer) {
      told.set(key, now);
      logger.warn({ channel, why }, 'a callback was refused; further ones of this hour are not logged');
      enter(parts, channel, why).catch(
        unlessStorage((error) => logger.error({ err: error }, 'a refused callback could not be logged')),
      );
    }
    return refuse('officer.bad-signature');
  }

  return {
    check(channel, read, signature) {
      if (read === null) return turnAway(channel, 'forged');
      if (signature === undefined) return null;
      const now = clock.now();
      const key = `${channel} ${signature}`;
      const first = seen.get(key);
      if (first !== undefined)
        return now - first > repeatsWithin(channel) ? turnAway(channel, 'replayed') : null;
      if (seen.size >= remembered) seen.delete(seen.keys().next().value ?? '');
      seen.set(key, now);
      return null;
    },
    checkAgain: (channel, firstAt) =>
      firstAt !== null && clock.now() - firstAt > repeatsWithin(channel)
        ? turnAway(channel, 'replayed')
        : null,
  };
}

async function enter(
  { store, clock, notifier, say }: { store: Store; clock: Clock; notifier: Notifier; say: Say },
  channel: ChannelId,
  why: 'forged' | 'replayed',
): Promise<void> {
  const now = clock.now();
  await store.write(
    (tx) =>
      appendLog(tx, {
        at: now,
        enteredAt: now,
        category: 'failure',
        actor: say('ja', 'log.hub'),
        text: say('ja', `log.callback-${why}`, { channel: say('ja', `channel.${channel}`) }),
        data: { channel, why },
      }),
    'needed',
  );
  notifier.notify('changed', { topics: ['log'] });
}
