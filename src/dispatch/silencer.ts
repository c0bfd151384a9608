import type { Channel, Outcome, SendOrder } from '../domain/channel.js';
import { appendLog } from '../store/log.store.js';
import { readOrderTemplate } from '../store/order.store.js';
import { callsSaid, forgetCall, openSilences, type SaidCall, type Silence } from '../store/silence.store.js';
import type { Tx } from '../store/store.js';
import { closeTask } from '../store/task.store.js';
import type { DispatchDeps } from './dispatch-deps.js';

/** Tells far ends to stop what they are saying, where an officer stopped or cancelled it. */
export interface Silencer {
  /** Looks for orders to be silent; never rejects. */
  look(): void;
  stop(): Promise<void>;
}

/** What is entered into the log. */
interface Entry {
  readonly category: 'channel' | 'failure';
  readonly sentence: string;
  readonly now: number;
}

/** A far end that did not stop is asked again after this. Milliseconds. */
const again = 1000;

/**
 * Stopping goes past rate, breaker and queue. It is asked for until the far end confirms, or the version expires; a stop
 * that does not succeed at once is told to people, who can stop it at the far end by hand.
 */
export function createSilencer(deps: DispatchDeps): Silencer {
  const running = new Map<string, Promise<void>>();
  const askedAt = new Map<string, number>();
  const told = new Set<string>();
  const able = deps.channels.filter((channel) => channel.stop !== undefined);

  async function lookAt(channel: Channel): Promise<void> {
    for (const silence of await openSilences(deps.store.read, channel.id)) {
      const now = deps.clock.now();
      if (now < (askedAt.get(silence.id) ?? 0) + again) continue;
      askedAt.set(silence.id, now);
      await silenceVersion(channel, silence);
    }
  }

  async function silenceVersion(channel: Channel, silence: Silence): Promise<void> {
    const calls = await callsSaid(deps.store.read, silence.versionId, channel.id);
    const answers = await Promise.all(calls.map((call) => silenceCall(channel, silence, call, deps)));
    const now = deps.clock.now();
    if (answers.every((answer) => answer !== 'again') || now >= silence.expiresAt) {
      const stopped = answers.filter((answer) => answer === 'stopped').length;
      await settle(channel, silence, { stopped, of: calls.length }, now);
    } else if (answers.includes('again') && !told.has(silence.id)) {
      told.add(silence.id);
      const entry = { category: 'failure', sentence: 'log.silence-failed', now } as const;
      await deps.store.write((tx) => note(tx, channel, silence, entry), 'needed');
      deps.notifier.notify('changed', { topics: ['log', 'tasks'] });
    }
  }

  async function settle(
    channel: Channel,
    silence: Silence,
    { stopped, of }: { stopped: number; of: number },
    now: number,
  ): Promise<void> {
    // Of several processes that heard of it one writes it down.
    await deps.store.write(async (tx) => {
      const closed = await closeTask(tx, silence.id, 'hub', now);
      if (closed && stopped === of && of > 0)
        await note(tx, channel, silence, { category: 'channel', sentence: 'log.silenced', now });
    }, 'needed');
    askedAt.delete(silence.id);
    told.delete(silence.id);
    deps.notifier.notify('changed', { topics: ['log', 'tasks'] });
  }

  const note = (tx: Tx, channel: Channel, silence: Silence, { category, sentence, now }: Entry) =>
    appendLog(tx, {
      at: now,
      enteredAt: now,
      category,
      actor: deps.say('ja', 'log.hub'),
      text: deps.say('ja', sentence, { channel: deps.say('ja', `channel.${channel.id}`) }),
      alertId: silence.alertId,
      data: { versionId: silence.versionId, channel: channel.id, because: silence.reason },
    });

  return {
    look() {
      for (const channel of able) {
        if (running.has(channel.id)) continue;
        const run = lookAt(channel)
          .catch((error: unknown) => deps.onBug(error))
          .finally(() => running.delete(channel.id));
        running.set(channel.id, run);
      }
    },
    async stop() {
      await Promise.all(running.values());
    },
  };
}

/**
 * `again` where the far end did not answer, or does not know the call yet though it may be on its way there. A call that
 * it confirms to have stopped is dead: what is held of it goes out under a new one.
 */
async function silenceCall(
  channel: Channel,
  silence: Silence,
  call: SaidCall,
  deps: DispatchDeps,
): Promise<'stopped' | 'unknown' | 'again'> {
  const { versionId } = silence;
  const template = await readOrderTemplate(deps.store, deps.world, channel.id, versionId, call.renderingId);
  const members = call.members.map(([id, target]) => ({ deliveryId: String(id), target }));
  const outcomes = await ask(channel, { ...template, callId: call.callId, key: call.callId, members }, deps);
  if (outcomes.length > 0 && outcomes.every(({ result }) => result === 'accepted')) {
    await deps.store.write((tx) => forgetCall(tx, versionId, channel.id, call.callId), 'needed');
    return 'stopped';
  }
  const unknown = outcomes.length > 0 && outcomes.every(({ result }) => result === 'refused');
  return unknown && call.arrived ? 'unknown' : 'again';
}

/** No word within the channel's timeout is no word. */
async function ask(channel: Channel, order: SendOrder, deps: DispatchDeps): Promise<readonly Outcome[]> {
  if (!channel.stop) return [];
  const { promise: late, resolve } = Promise.withResolvers<readonly Outcome[]>();
  const timer = setTimeout(() => resolve([]), channel.limits.timeout);
  try {
    return await Promise.race([channel.stop(order), late]);
  } catch (error) {
    deps.logger.warn(
      { channel: channel.id, callId: order.callId, err: error },
      'the far end could not be told to stop',
    );
    return [];
  } finally {
    clearTimeout(timer);
  }
}
