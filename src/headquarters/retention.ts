import { uploadWaits } from '../domain/attachment.js';
import { day, quietBeforeErasure, type RetentionCounts, type RetentionRule } from '../domain/retention.js';
import type { Clock } from '../platform/clock.js';
import type { Logger } from '../platform/logger.js';
import type { Notifier } from '../platform/notifier.js';
import type { Say } from '../platform/sentences.js';
import { countHeld, letGo, sweepUnheld } from '../store/attachment.store.js';
import { appendLog } from '../store/log.store.js';
import {
  countPersonal,
  countStale,
  erasableAlerts,
  eraseCalls,
  eraseDeliveries,
  eraseInputs,
  eraseStale,
  giveRunBack,
  isSending,
  markErased,
  personalParts,
  staleNames,
  takeRun,
} from '../store/retention.store.js';
import type { Store } from '../store/store.js';

/** Alerts that one look finds. */
const alertsAtOnce = 50;
/** Between two lots, so that claims and outcomes have the writer in between. Milliseconds. */
const breath = 20;

type Counts = { -readonly [key in keyof RetentionCounts]: number };
const none = (): Counts => ({ deliveries: 0, logPersonal: 0, telegrams: 0, sessions: 0, answers: 0 });

/** What a run would erase now. Reads only. */
export async function wouldErase(store: Store, rule: RetentionRule, now: number): Promise<RetentionCounts> {
  const counts = none();
  const { read } = store;
  for (const name of staleNames) counts[name] = await countStale(read, name, now - rule[name] * day);
  counts.logPersonal += await countHeld(read, now - rule.logPersonal * day);
  const all = Number.MAX_SAFE_INTEGER;
  for (const alert of await erasableAlerts(read, now - rule.deliveries * day, now - quietBeforeErasure, all))
    for (const part of await personalParts(read, alert)) counts.deliveries += await countPersonal(read, part);
  return counts;
}

export interface Erasure {
  readonly counts: RetentionCounts;
  /** False when it gave way to deliveries: the rest is for the next run. */
  readonly complete: boolean;
}

interface Run {
  readonly store: Store;
  readonly rule: RetentionRule;
  readonly now: number;
  readonly say: Say;
  /** Asked before each lot: false breaks the run off, between two writes. */
  readonly goOn: () => Promise<boolean>;
}

/**
 * Erases what is past its time, in lots of bounded size, and writes one entry with the counts into the headquarters log.
 * What is pending, sending, unsure or held, what is in force, and what a cancel needs is never touched.
 */
export async function erase(run: Run): Promise<Erasure> {
  const counts = none();
  let complete = true;
  for await (const { name, n } of lots(run)) {
    counts[name] += n;
    complete = await run.goOn();
    if (!complete) break;
  }
  if (Object.values(counts).some((n) => n > 0)) await logErasure(run, counts);
  return { counts, complete };
}

interface Lot {
  readonly name: keyof RetentionCounts;
  readonly n: number;
}

async function* lots(run: Run): AsyncGenerator<Lot> {
  const { store, rule, now } = run;
  const before = now - rule.deliveries * day;
  for (;;) {
    const alerts = await erasableAlerts(store.read, before, now - quietBeforeErasure, alertsAtOnce);
    for (const alert of alerts) yield* lotsOfAlert(store, alert, now);
    if (alerts.length < alertsAtOnce) break;
  }
  for await (const _ of eraseCalls(store, before)) yield { name: 'deliveries', n: 0 };
  for await (const _ of eraseInputs(store, before)) yield { name: 'deliveries', n: 0 };
  for (const name of staleNames)
    for await (const n of eraseStale(store, name, now - rule[name] * day)) yield { name, n };
  for await (const n of letGo(store, now - rule.logPersonal * day)) yield { name: 'logPersonal', n };
  for await (const _ of sweepUnheld(store, now - uploadWaits)) yield { name: 'logPersonal', n: 0 };
}

/** Marked as erased only when all of it is: a run that was broken off begins with it again. */
async function* lotsOfAlert(store: Store, alert: string, now: number): AsyncGenerator<Lot> {
  for (const part of await personalParts(store.read, alert))
    for await (const n of eraseDeliveries(store, part)) yield { name: 'deliveries', n };
  await store.write((tx) => markErased(tx, alert, now));
}

const logErasure = ({ store, rule, now, say }: Run, counts: RetentionCounts) =>
  store.write((tx) =>
    appendLog(tx, {
      at: now,
      enteredAt: now,
      category: 'setting',
      actor: say('ja', 'log.hub'),
      text: say('ja', 'log.retention', { ...counts }),
      data: { retention: { rule, counts } },
    }),
  );

interface Parts {
  readonly store: Store;
  readonly rule: RetentionRule;
  readonly clock: Clock;
  readonly say: Say;
  readonly notifier: Notifier;
  readonly logger: Logger;
}

/** How often it is asked whether a run is due; the first time so long after the start. Milliseconds. */
const lookEvery = 10 * 60_000;

/** Runs once a day while nothing is being sent. Returns a stop function, which waits for the lot under way. */
export function startRetention(parts: Parts): () => Promise<void> {
  const { store, rule, clock, say, notifier, logger } = parts;
  let stopped = false;
  let working: Promise<void> = Promise.resolve();

  async function goOn(): Promise<boolean> {
    await new Promise((resolve) => setTimeout(resolve, breath));
    return !stopped && !(await isSending(store.read));
  }

  async function look(): Promise<void> {
    if (!(await goOn())) return;
    const now = clock.now();
    if (!(await store.write((tx) => takeRun(tx, now, day)))) return;
    const { counts, complete } = await erase({ store, rule, now, say, goOn });
    if (!complete) await store.write((tx) => giveRunBack(tx));
    if (Object.values(counts).some((n) => n > 0)) notifier.notify('changed', { topics: ['log'] });
  }

  const timer = setInterval(() => {
    working = working
      .then(look)
      .catch((error: unknown) => logger.error({ err: error }, 'personal data past its time was not erased'));
  }, lookEvery);
  return async () => {
    stopped = true;
    clearInterval(timer);
    await working;
  };
}
