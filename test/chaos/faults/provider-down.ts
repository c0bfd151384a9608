/** Every provider is down for 30 minutes of the clock; the dispatcher is the real one, its time is not. */
import { pino } from 'pino';
import { mailLimits } from '../../../src/channels/mail.limits.js';
import { mastodonLimits } from '../../../src/channels/mastodon.limits.js';
import { pushLimits } from '../../../src/channels/push.limits.js';
import { radioLimits } from '../../../src/channels/radio.limits.js';
import { smsLimits } from '../../../src/channels/sms.limits.js';
import { webPushLimits } from '../../../src/channels/web-push.limits.js';
import { voiceLimits } from '../../../src/channels/voice.limits.js';
import { startDispatcher } from '../../../src/dispatch/dispatcher.js';
import type { ServiceChannelId, Channel, Limits, Outcome } from '../../../src/domain/channel.js';
import { newId } from '../../../src/platform/id.js';
import { createNotifier } from '../../../src/platform/notifier.js';
import { paths } from '../../../src/platform/paths.js';
import { loadSentences } from '../../../src/platform/sentences.js';
import type { Store } from '../../../src/store/store.js';
import { fakeTime } from '../../support/fake-time.js';
import { seeded } from '../../support/seeded.js';
import { deliveriesOf, issue, openTestStore, targetsOf } from '../../support/store.js';
import type { FaultOptions, FaultRow } from '../fault-row.js';

export const runs = { long: 5, quick: 1 };

const minute = 60_000;
const halfAnHour = 30 * minute;
const limits: Readonly<Partial<Record<ServiceChannelId, Limits>>> = {
  radio: radioLimits,
  push: pushLimits,
  sms: smsLimits,
  mastodon: mastodonLimits,
  'web-push': webPushLimits,
  mail: mailLimits,
  voice: voiceLimits,
};
const counts: Readonly<Record<ServiceChannelId, number>> = {
  radio: 50,
  push: 300,
  sms: 300,
  mastodon: 7,
  'web-push': 300,
  mail: 50,
  voice: 7,
};

/** What an outage may cost a channel: those under way when it begins, three to open the breaker, and a probe every 30 s after 1, 2, 4, 8 and 16. */
const callsAllowed = ({ concurrency }: Limits, outage: number) => concurrency + 3 + 5 + outage / 30_000;

/** A store that knows whether it still owes an answer: SQLite runs in threads, and their time is real. */
function watched(store: Store): { store: Store; busy: () => boolean } {
  let owed = 0;
  const watch = <T>(answer: Promise<T>): Promise<T> => {
    owed++;
    return answer.finally(() => owed--);
  };
  return {
    store: {
      ...store,
      read: { ...store.read, sql: (text, ...values) => watch(store.read.sql(text, ...values)) },
      write: (work, weight) => watch(store.write(work, weight)),
      lot: (work, weight) => watch(store.lot(work, weight)),
    },
    busy: () => owed > 0,
  };
}

export interface DownRun {
  readonly lost: readonly string[];
  readonly doubled: readonly string[];
  /** Calls while the provider was down, by channel. */
  readonly calls: Readonly<Record<string, number>>;
  /** Channels that called more often than an outage may cost. */
  readonly storms: readonly string[];
  /** Milliseconds from the provider's return to the last hand-off. */
  readonly backAfter: number;
  readonly states: Readonly<Record<string, number>>;
  readonly failuresLogged: number;
}

/**
 * One version that expires while the provider is down and one that lives on. `blames`: whose fault the adapter says it
 * is; a control blames the call, so that no breaker opens.
 */
export async function runDown(
  seed: number,
  blames: 'channel' | 'call' = 'channel',
  outage = halfAnHour,
): Promise<DownRun> {
  const it = await openTestStore();
  const begin = Date.UTC(2027, 0, 15);
  const { store, busy } = watched(it.store);
  const time = fakeTime(begin, busy);
  const effects = new Map<string, number>();
  const calls: Record<string, number> = {};
  let isDown = true;
  let lastAt = 0;
  const take = (target: string): Outcome => {
    effects.set(target, (effects.get(target) ?? 0) + 1);
    lastAt = time.now();
    return { target, result: 'accepted', ref: `ref ${target}` };
  };
  const channels = Object.entries(limits).map(([id, own]): Channel => ({
    id: id as ServiceChannelId,
    limits: own,
    async send(order) {
      const why = { at: blames, code: 'channel.unreachable' } as const;
      if (!isDown) return order.members.map(({ target }) => take(`${order.versionId} ${target}`)).map(strip);
      calls[id] = (calls[id] ?? 0) + 1;
      return order.members.map(({ target }) => ({ target, result: 'retry', why }));
    },
  }));
  let dispatcher;
  try {
    const short = { now: begin, expiresAt: begin + (outage * 2) / 3 };
    const long = { now: begin, expiresAt: begin + 120 * minute };
    for (const [name, n] of Object.entries(counts)) {
      const channel = name as ServiceChannelId;
      await issue(it.store, { ...short, channel, targets: targetsOf(n, 'short'), orderKey: `${name} short` });
      await issue(it.store, { ...long, channel, targets: targetsOf(n, 'long'), orderKey: `${name} long` });
    }
    dispatcher = await startDispatcher({
      store,
      channels,
      clock: { now: () => Math.round(time.now()) },
      logger: pino({ level: 'silent' }),
      notifier: createNotifier(() => undefined),
      world: 'drill',
      newId,
      isSevered: () => false,
      random: seeded(seed),
      say: loadSentences(paths.locales),
    });
    await time.pass(outage);
    isDown = false;
    await time.pass(3 * minute);
    const rows = await deliveriesOf(it.store);
    const failures = await it.store.read.sql("SELECT seq FROM log_entries WHERE category = 'failure'");
    const lost = rows.flatMap(({ id, target, versionId, state }) => {
      const wanted = target.startsWith('short') ? 'expired' : 'accepted';
      const reached = effects.get(`${versionId} ${target}`) ?? 0;
      if (state !== wanted) return [`delivery ${id} is ${state}, not ${wanted}`];
      return state === 'accepted' && reached === 0 ? [`delivery ${id} reached nobody`] : [];
    });
    const storms = channels.flatMap(({ id, limits: own }) =>
      (calls[id] ?? 0) > callsAllowed(own, outage)
        ? [`${id}: ${calls[id]} calls, ${callsAllowed(own, outage)} allowed`]
        : [],
    );
    return {
      lost,
      doubled: [...effects].filter(([, n]) => n > 1).map(([target]) => target),
      calls,
      storms,
      backAfter: lastAt - begin - outage,
      states: Object.fromEntries(
        [...Map.groupBy(rows, ({ state }) => state)].map(([state, own]) => [state, own.length]),
      ),
      failuresLogged: failures.length,
    };
  } finally {
    const stopped = dispatcher?.stop();
    await time.pass(20_000);
    await stopped;
    time.restore();
    await it.close();
  }
}

/** The oracle knows a target by its version too; the order's answer names it as the order does. */
const strip = (outcome: Outcome): Outcome => ({
  ...outcome,
  target: outcome.target.slice(outcome.target.indexOf(' ') + 1),
});

/** An adapter that blames the call: no breaker opens. Half a minute of it is enough. */
export const controlRun = (seed: number): Promise<DownRun> => runDown(seed, 'call', 30_000);

export async function run({ runs: count, seed }: FaultOptions): Promise<FaultRow> {
  const made: DownRun[] = [];
  for (let i = 0; i < count; i++) made.push(await runDown(seed + i));
  const control = await controlRun(seed);
  const sum = (of: (one: DownRun) => number) => made.reduce((total, one) => total + of(one), 0);
  const most = (id: string) => Math.max(...made.map(({ calls }) => calls[id] ?? 0));
  return {
    fault: 'provider down for 30 simulated minutes',
    runs: count,
    lost: sum(({ lost, storms }) => lost.length + storms.length),
    doubled: sum(({ doubled }) => doubled.length),
    unsure: 0,
    resolved: 0,
    held: sum(({ states }) => states['held'] ?? 0),
    control: control.storms.length > 0 ? 'red' : 'green',
    note: `calls in 30 minutes at most: ${Object.keys(counts)
      .map((id) => `${id} ${most(id)}`)
      .join(
        ', ',
      )}; all handed over ${Math.max(...made.map(({ backAfter }) => backAfter)) / 1000} s after the return`,
  };
}
