import type { ChannelId } from '../domain/channel.js';
import { isProxyTrouble, type ChannelTrouble } from '../domain/channel-trouble.js';
import { endTrouble, noteTrouble, readTroubles } from '../store/channel-trouble.store.js';
import { readChannelUse } from '../store/channel-use.store.js';
import { appendLog, type LogInput } from '../store/log.store.js';
import type { DispatcherOptions } from './dispatcher-options.js';
import type { Failing } from './failure-run.js';

/** Keeps in the database which channels' sends fail, for all hubs and consoles: a row at its begin, none at its end. */
export interface Troubles {
  /** A call failed as others before it; costs nothing where that is known. */
  failing(channel: ChannelId, failing: Failing): void;
  /** Something was taken; costs nothing while no trouble is known. */
  taken(channel: ChannelId): void;
  /** Learns what other hubs noted. */
  refresh(): Promise<void>;
  stop(): Promise<void>;
}

/** Milliseconds. */
const pause = 30_000;

export function createTroubles(options: DispatcherOptions, onBug: (error: unknown) => void): Troubles {
  const { store, clock, notifier, say } = options;
  const known = new Map<ChannelId, ChannelTrouble['state']>();
  /** Until when it is not asked again whether others are taken. */
  const quietUntil = new Map<ChannelId, number>();
  let working: Promise<void> = Promise.resolve();
  const next = (work: () => Promise<void>): Promise<void> => (working = working.then(work).catch(onBug));

  const entry = (channel: ChannelId, key: 'down' | 'up', trouble: ChannelTrouble): LogInput => {
    const now = clock.now();
    const { code, detail } = trouble;
    const why =
      detail !== null && isProxyTrouble(detail) ? say('ja', 'log.proxy', { detail }) : say('ja', code);
    const words = { channel: say('ja', `channel.${channel}`), why };
    return {
      ...{ at: now, enteredAt: now, actor: say('ja', 'log.hub') },
      ...{ category: key === 'down' ? 'failure' : 'channel', text: say('ja', `log.channel-${key}`, words) },
      data: { channel, code, detail },
    };
  };
  const tell = () => notifier.notify('changed', { topics: ['log', 'channels'] });

  const isTakenSince = async (channel: ChannelId, since: number): Promise<boolean> => {
    const use = (await readChannelUse(store.read, since)).find((one) => one.channel === channel);
    return (use?.lastAt ?? 0) >= since;
  };
  const begin = async (channel: ChannelId, trouble: ChannelTrouble): Promise<void> => {
    await store.write(async (tx) => {
      await noteTrouble(tx, channel, trouble);
      if (trouble.state === 'down') await appendLog(tx, entry(channel, 'down', trouble));
    }, 'needed');
    known.set(channel, trouble.state);
    tell();
  };

  return {
    failing(channel, { trouble, isNews }) {
      const state = known.get(channel);
      if (state === trouble.state || state === 'down') return;
      if (!isNews && clock.now() < (quietUntil.get(channel) ?? 0)) return;
      quietUntil.set(channel, clock.now() + pause);
      if (isNews) known.set(channel, trouble.state);
      void next(async () => {
        // Ended by somebody else: by another hub that reaches the provider, or by a test that says nothing of our calls.
        if (!isNews && (await isTakenSince(channel, trouble.since))) return;
        await begin(channel, trouble);
      });
    },
    taken(channel) {
      if (!known.delete(channel)) return;
      void next(async () => {
        await store.write(async (tx) => {
          const ended = await endTrouble(tx, channel);
          if (ended?.state === 'down') await appendLog(tx, entry(channel, 'up', ended));
        }, 'needed');
        known.delete(channel);
        tell();
      });
    },
    refresh: () =>
      next(async () => {
        const rows = await readTroubles(store.read);
        known.clear();
        for (const [channel, { state }] of rows) known.set(channel, state);
      }),
    stop: () => working,
  };
}
