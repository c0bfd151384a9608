/** The engine on real SQLite files: a dispatcher as the hub starts it, with channels whose far end is a function. */
import { afterEach, beforeEach } from '@jest/globals';
import { pino } from 'pino';
import { forMember, type Verdict } from '../../src/channels/fault.js';
import type { DispatcherOptions } from '../../src/dispatch/dispatcher-options.js';
import { startDispatcher, type Dispatcher } from '../../src/dispatch/dispatcher.js';
import type { Channel, ChannelId, Limits, Outcome, SendOrder } from '../../src/domain/channel.js';
import { createClock, type Clock } from '../../src/platform/clock.js';
import { newId } from '../../src/platform/id.js';
import { createNotifier, type Notifier } from '../../src/platform/notifier.js';
import { paths } from '../../src/platform/paths.js';
import { loadSentences } from '../../src/platform/sentences.js';
import { claim, findDue, type Claimed } from '../../src/store/claim.store.js';
import type { LotTx, Store } from '../../src/store/store.js';
import { openTestStore, statesOf, type TestStore } from '../support/store.js';

const plainLimits: Limits = {
  unit: 'segments',
  size: 5,
  languagesPerPost: 1,
  targetsPerCall: 1,
  callsPerSecond: 10_000,
  concurrency: 50,
  timeout: 2_000,
  keyLife: 0,
  canCancel: false,
};

export interface TestChannel extends Channel {
  /** Every order that reached the far end, with the time it did. */
  readonly sent: { readonly order: SendOrder; readonly at: number }[];
}

type Answer = (order: SendOrder, signal: AbortSignal) => Promise<readonly Outcome[]> | readonly Outcome[];

/** A channel whose far end is a function; accepts everything unless told otherwise. */
export function testChannel(
  id: ChannelId,
  answer: Answer = acceptAll,
  more: Partial<Limits> = {},
  abilities: Partial<Channel> = {},
): TestChannel {
  const sent: TestChannel['sent'] = [];
  return {
    id,
    limits: { ...plainLimits, ...more },
    sent,
    async send(order, signal) {
      sent.push({ order, at: performance.now() });
      return answer(order, signal);
    },
    ...abilities,
  };
}

export const acceptAll = (order: SendOrder): readonly Outcome[] =>
  order.members.map(({ target, deliveryId }) => ({ target, result: 'accepted', ref: `ref ${deliveryId}` }));

/** An answer for every member of an order. */
export const toAll = (order: SendOrder, verdict: Verdict): readonly Outcome[] =>
  order.members.map((member) => forMember(member, verdict));

/** Never answers; gives up when the dispatcher does. */
export const hang = (_order: SendOrder, signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)));

/** A clock that a test can move; it goes on by itself. */
export function movableClock(): Clock & { move(by: number): void } {
  const clock = createClock();
  let moved = 0;
  return { now: () => clock.now() + moved, move: (by) => void (moved += by) };
}

export const say = loadSentences(paths.locales);

export interface TestDispatcher extends Dispatcher {
  readonly bugs: unknown[];
  readonly notifier: Notifier;
}

/** A dispatcher as the hub starts it. `bugs` holds what it logged as one. */
export async function startTestDispatcher(
  store: Store,
  channels: readonly Channel[],
  more: Partial<DispatcherOptions> = {},
): Promise<TestDispatcher> {
  const bugs: unknown[] = [];
  const logger = pino({ level: 'silent' });
  logger.error = ((fields: unknown) => void bugs.push(fields)) as typeof logger.error;
  const notifier = createNotifier((error) => bugs.push(error));
  const dispatcher = await startDispatcher({
    store,
    channels,
    clock: createClock(),
    logger,
    notifier,
    world: 'drill',
    newId,
    random: Math.random,
    say,
    isSevered: () => false,
    ...more,
  });
  return Object.assign(dispatcher, { bugs, notifier });
}

/** A store of its own for each test, and dispatchers that end with it. */
export function useEngine() {
  let kept: TestStore | undefined;
  let running: TestDispatcher[] = [];
  const now = (): TestStore => {
    if (!kept) throw new Error('the store is there inside a test');
    return kept;
  };
  beforeEach(async () => {
    kept = await openTestStore();
    running = [];
  });
  afterEach(async () => {
    await Promise.all(running.map((dispatcher) => dispatcher.stop()));
    await kept?.close();
  });
  return {
    store: () => now().store,
    /** Closes the store and opens its files again, as after a restart. */
    reopen: () => now().reopen(),
    start: async (...args: Parameters<typeof startTestDispatcher>): Promise<TestDispatcher> => {
      const dispatcher = await startTestDispatcher(...args);
      running.push(dispatcher);
      return dispatcher;
    },
    /** Waits until so many deliveries are in a state. */
    all: (state: string, n: number) =>
      waitFor(
        () => statesOf(now().store),
        (states) => states[state as 'accepted'] === n,
      ),
  };
}

/** Polls until `check` holds. @throws Error with what it last saw */
export async function waitFor<T>(look: () => Promise<T> | T, check: (seen: T) => boolean, timeout = 15_000) {
  const end = Date.now() + timeout;
  for (;;) {
    const seen = await look();
    if (check(seen)) return seen;
    if (Date.now() > end) throw new Error(`waited in vain; last seen ${JSON.stringify(seen)}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/**
 * A transaction whose statements lack a piece of SQL: how a negative control takes a guard away.
 * @throws Error when no statement held the piece, so that a control cannot pass by looking in vain
 */
export async function without<T, One extends LotTx>(
  tx: One,
  piece: string,
  work: (tx: One) => Promise<T>,
): Promise<T> {
  let found = false;
  const sql: LotTx['sql'] = (text, ...values) => {
    found ||= text.includes(piece);
    return tx.sql(text.replaceAll(piece, ''), ...values);
  };
  const result = await work({ ...tx, sql });
  if (!found) throw new Error(`no statement held: ${piece}`);
  return result;
}

/** Pieces that statements were to lack, and whether one held it: a control that takes nothing away shows nothing. */
const pieces = new Map<string, boolean>();

afterEach(() => {
  const unmet = [...pieces].filter(([, met]) => !met).map(([piece]) => piece);
  pieces.clear();
  if (unmet.length > 0) throw new Error(`no statement held: ${unmet.join(' | ')}`);
});

const lookFor = (piece: string) => pieces.set(piece, pieces.get(piece) === true);

const changed =
  (sql: LotTx['sql'], piece: string, instead: string): LotTx['sql'] =>
  (text, ...values) => {
    // What ends after its test is no longer looked at.
    if (pieces.has(piece) && text.includes(piece)) pieces.set(piece, true);
    return sql(text.replaceAll(piece, instead), ...values);
  };

/** SQL whose statements say something else for a piece of them. */
export function saying(sql: LotTx['sql'], piece: string, instead: string): LotTx['sql'] {
  lookFor(piece);
  return changed(sql, piece, instead);
}

/** A store all of whose transactions lack a piece of SQL, or say `instead`. */
export function storeWithout(store: Store, piece: string, instead = ''): Store {
  lookFor(piece);
  const bare = <T extends LotTx>(tx: T): T => ({ ...tx, sql: changed(tx.sql, piece, instead) });
  return {
    ...store,
    write: (work) => store.write((tx) => work(bare(tx))),
    lot: (work) => store.lot((tx) => work(bare(tx))),
  };
}

/** Claims as a pump does: each delivery with a call of its own, committed. */
export async function claimLot(
  tx: LotTx,
  wish: { readonly now: number; readonly limit: number; readonly leaseUntil: number },
): Promise<Claimed[]> {
  const rows = await findDue(tx, { channel: 'sms', oldestFirst: false, now: wish.now, limit: wish.limit });
  const calls = rows.map(({ id, versionId, renderingId, target }) => ({
    id: newId(),
    versionId,
    renderingId,
    members: [[id, target] as const],
  }));
  const bound = rows.map(({ id, fence }, i) => ({ id, fence, callId: calls[i]?.id ?? '' }));
  await claim(tx, 'sms', calls, bound, wish);
  return rows;
}
