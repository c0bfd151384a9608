import { nextRings, nobody, ringChannels, type Rung } from '../domain/ringing.js';
import type { Logger } from '../platform/logger.js';
import { appendLog } from '../store/log.store.js';
import {
  endRings,
  failAbandoned,
  insertRing,
  listApprovers,
  moveRing,
  readRings,
  waitingSubmissions,
  type NewRing,
  type WaitingSubmission,
} from '../store/ring.store.js';
import { tellOfBrokenGlass } from './break-glass-notice.js';
import { createHangUps, type HangUps } from './hang-ups.js';
import { call, type OnCall, type RingingDeps } from './ring-call.js';

/** A colleague at the next desk approves within seconds: whoever sleeps is let sleep so long. */
const firstAfter = 2_000;
const lookEvery = 1_000;
/** A process that wrote a ring down calls at once, or is dead. */
const callsWithin = 30_000;

/**
 * Rings the approvers while a submission waits, by telephone and SMS, as `nextRings` says; what was done stands in a table, so
 * that a restart goes on, and of several processes one rings. Nothing of the alert is said. Returns a stop function.
 */
export function startRinging(deps: RingingDeps & { readonly logger: Logger }): () => Promise<void> {
  const hangUps = createHangUps(deps.channels, deps.logger);
  let working: Promise<void> = Promise.resolve();
  const look = () => {
    working = working.then(() => lookOnce(deps, hangUps)).catch(deps.onBug);
  };
  const timer = setInterval(look, lookEvery);
  const forget = deps.notifier.on('changed', ({ topics }) => {
    if (topics.includes('alerts')) look();
  });
  return async () => {
    forget();
    clearInterval(timer);
    await working;
    await hangUps.stop();
  };
}

/** One look at everything that waits. */
export async function lookOnce(deps: RingingDeps, hangUps: HangUps): Promise<void> {
  const { store, clock, notifier } = deps;
  const now = clock.now();
  await endOthers(deps, hangUps, now);
  await tellOfBrokenGlass(deps, now);
  const waiting = (await waitingSubmissions(store.read, now)).filter(
    ({ submittedAt }) => now - submittedAt >= firstAfter,
  );
  if (waiting.length === 0) return;
  const onCall = deps.onCall(await listApprovers(store.read));
  for (const submission of waiting) {
    const rings = await writeDown(deps, submission, onCall, now);
    if (rings.length === 0) continue;
    notifier.notify('changed', { topics: ['rings', 'log'] });
    await Promise.all(rings.map((ring) => call(deps, submission, onCall, ring)));
    notifier.notify('changed', { topics: ['rings'] });
  }
}

/** Rings that nobody needs any more are ended, and telephones that still ring for them hung up. */
async function endOthers({ store, notifier }: RingingDeps, hangUps: HangUps, now: number): Promise<void> {
  const [open] = await store.read.sql<{ n: number }>(
    `SELECT COUNT(*) AS n FROM rings WHERE state IN ('due', 'ringing')`,
  );
  if ((open?.n ?? 0) === 0) return;
  const ended = await store.write(async (tx) => {
    await failAbandoned(tx, now - callsWithin);
    return endRings(tx, now);
  }, 'needed');
  if (ended.length === 0) return;
  notifier.notify('changed', { topics: ['rings'] });
  hangUps.start(ended.flatMap(({ channel, ref }) => (channel === 'voice' && ref !== null ? [ref] : [])));
}

/** Decides whom to ring, and commits it with its log entry before the first byte. */
async function writeDown(
  deps: RingingDeps,
  submission: WaitingSubmission,
  onCall: readonly OnCall[],
  now: number,
): Promise<readonly NewRing[]> {
  const { store, say, newId, nextAfter, channels } = deps;
  const order = onCall.filter(({ id }) => !submission.involved.includes(id));
  const { id: versionId, level, submittedAt } = submission;
  const ids = order.map(({ id }) => id);
  const rung = await readRings(store.read, versionId, submittedAt);
  const able = ringChannels.filter((one) =>
    channels.some(({ id, notify }) => id === one && notify !== undefined),
  );
  if (order.length === 0 || able.length === 0) {
    await tellNobody(deps, submission, rung, now);
    return [];
  }
  const by = able.includes('voice') ? 'voice' : 'sms';
  const next = nextRings({ level, order: ids, now, nextAfter, rung, by });
  if (next === null) return [];
  // An SMS beside the call is read when there is time for it: once is enough.
  const there = able.filter((one) => one === by || next.round === 1);
  const wanted = next.officers.flatMap((officerId) =>
    there.map((channel) => ({ id: newId(), versionId, submittedAt, officerId, channel, round: next.round })),
  );
  return store.write(async (tx) => {
    const made: NewRing[] = [];
    for (const ring of wanted) if (await insertRing(tx, ring, now)) made.push(ring);
    if (made.length === 0) return made;
    const called = order.filter(({ id }) => made.some(({ officerId }) => officerId === id));
    await appendLog(tx, {
      at: now,
      enteredAt: now,
      category: 'call',
      actor: say('ja', 'log.hub'),
      text: say('ja', 'log.rung', {
        kind: say('ja', `kind.${submission.kind}`),
        names: called.map(({ name }) => name).join('、'),
      }),
      alertId: submission.alertId,
      data: { versionId, officers: called.map(({ id }) => id), round: next.round },
    });
    return made;
  }, 'urgent');
}

/** That nobody can be rung is told once: in the log, and to the officer who waits. */
async function tellNobody(
  { store, say, newId, notifier }: RingingDeps,
  { id: versionId, alertId, kind, submittedAt }: WaitingSubmission,
  rung: readonly Rung[],
  now: number,
): Promise<void> {
  if (rung.some(({ officerId }) => officerId === nobody)) return;
  const ring = {
    id: newId(),
    versionId,
    submittedAt,
    officerId: nobody,
    channel: 'voice',
    round: 1,
  } as const;
  await store.write(async (tx) => {
    if (!(await insertRing(tx, ring, now))) return;
    await moveRing(tx, ring.id, { state: 'failed' });
    await appendLog(tx, {
      ...{
        at: now,
        enteredAt: now,
        category: 'call',
        actor: say('ja', 'log.hub'),
        alertId,
        data: { versionId },
      },
      text: say('ja', 'log.ring-nobody', { kind: say('ja', `kind.${kind}`) }),
    });
  }, 'urgent');
  notifier.notify('changed', { topics: ['rings', 'log'] });
}
