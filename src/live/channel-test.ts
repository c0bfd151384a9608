import type { Channel, ChannelId, Outcome, SendOrder } from '../domain/channel.js';
import { refuse, type Refusal } from '../domain/refusal.js';
import { statusIn, type World } from '../domain/world.js';
import type { Clock } from '../platform/clock.js';
import { newId } from '../platform/id.js';
import { sha256 } from '../platform/digest.js';
import { localStamp } from '../platform/local-time.js';
import type { Notifier } from '../platform/notifier.js';
import type { Say } from '../platform/sentences.js';
import { endTrouble } from '../store/channel-trouble.store.js';
import { appendLog } from '../store/log.store.js';
import type { Store } from '../store/store.js';

export interface ChannelTestDeps {
  readonly store: Store;
  readonly clock: Clock;
  readonly notifier: Notifier;
  readonly say: Say;
  readonly world: World;
  readonly town: { readonly timeZone: string };
}

/** In the drill world, whose configuration has no addresses: nobody's, as its residents' are. */
export const drillTestAddresses: Readonly<Partial<Record<ChannelId, string>>> = {
  push: 'drill-self-test',
  sms: '+819000000000',
  mail: 'self-test@drill.invalid',
};

/** Milliseconds between two tests of one channel: a loop must cost nobody money. */
const pause = 30_000;
const life = 60_000;

/** What a test says; nobody can change it, so that it is nothing to approve. Marked as a test, and in a drill as a drill. */
function orderOf(deps: ChannelTestDeps, channel: Channel, target: string): SendOrder {
  const { say, world, clock, town } = deps;
  const now = clock.now();
  const mark = world === 'drill' ? `【${say('ja', 'mail.drill-mark')}】` : '';
  const title = mark + say('ja', 'channel-test.title');
  const text = mark + say('ja', 'channel-test.text', { time: localStamp(now, town.timeZone) });
  const id = newId();
  return {
    ...{ callId: id, key: id, channel: channel.id, members: [{ deliveryId: id, target }] },
    ...{
      alertId: id,
      alertNumber: say('ja', 'channel-test.title'),
      versionId: id,
      version: 1,
      intent: 'alert',
    },
    ...{ kind: 'channel-test', urgency: 0, world, status: statusIn(world), references: [] },
    rendering: {
      ...{
        channel: channel.id,
        languages: ['ja'],
        title,
        text,
        size: text.length,
        unit: channel.limits.unit,
      },
      ...{ limit: channel.limits.size, dropped: [], fellBackFrom: null, review: 'reviewed' },
    },
    digest: sha256(title + text),
    expiresAt: now + life,
  };
}

export type TestOutcome = { readonly outcome: Outcome; readonly took: number };

/**
 * Sends the fixed text to a channel's own test address, around the outbox: a test must say what the far end says now, also
 * while deliveries wait. It stands in the log before its first byte leaves, and again with what became of it; what the far
 * end took ends the trouble of the channel's sends. Refusals: `channel.unknown`, `channel.no-test-address`, `channel.tested-already`.
 */
export function createChannelTest(
  deps: ChannelTestDeps,
  channels: readonly Channel[],
  addresses: Readonly<Partial<Record<ChannelId, string>>>,
): (id: string, actor: string) => Promise<TestOutcome | Refusal> {
  const { store, clock, notifier, say } = deps;
  const last = new Map<string, number>();

  const log = (actor: string, text: string, data: Readonly<Record<string, unknown>>): Promise<unknown> => {
    const now = clock.now();
    const entry = { at: now, enteredAt: now, category: 'channel', actor, text, data } as const;
    return store.write((tx) => appendLog(tx, entry), 'ordinary');
  };

  return async (id, actor) => {
    const channel = channels.find((one) => one.id === id);
    if (channel === undefined) return refuse('channel.unknown');
    const target = addresses[channel.id];
    if (target === undefined) return refuse('channel.no-test-address');
    const since = clock.now() - (last.get(id) ?? -Infinity);
    if (since < pause) return refuse('channel.tested-already', { seconds: Math.floor(since / 1000) });
    last.set(id, clock.now());
    const name = say('ja', `channel.${channel.id}`);
    await log(actor, say('ja', 'log.channel-test-begun', { channel: name }), { channel: id });
    const begun = clock.now();
    const outcome = await sendOne(channel, orderOf(deps, channel, target), target);
    const took = Math.round(clock.now() - begun);
    if (outcome.result === 'accepted' && (await store.write((tx) => endTrouble(tx, channel.id), 'ordinary')))
      notifier.notify('changed', { topics: ['channels'] });
    const words = 'why' in outcome ? say('ja', outcome.why.code) : say('ja', `state.${outcome.result}`);
    await log(actor, say('ja', 'log.channel-test', { channel: name, result: words }), {
      ...{ channel: id, result: outcome.result, took },
      ...('why' in outcome && { code: outcome.why.code, detail: outcome.why.detail ?? null }),
    });
    return { outcome, took };
  };
}

/** A throw and a timeout count as unsure, as everywhere. */
async function sendOne(channel: Channel, order: SendOrder, target: string): Promise<Outcome> {
  try {
    const [outcome] = await channel.send(order, AbortSignal.timeout(channel.limits.timeout));
    return outcome ?? { target, result: 'unsure' };
  } catch {
    return { target, result: 'unsure' };
  }
}
