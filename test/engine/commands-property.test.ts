import { beforeEach, describe, expect, jest, test } from '@jest/globals';
import fc from 'fast-check';
import { decideGroup } from '../../src/desk/delivery-groups.js';
import { giveUpDelivery, retryDelivery } from '../../src/desk/deliveries.js';
import type { DeskDeps } from '../../src/desk/desk.js';
import { rerouteDelivery } from '../../src/desk/reroute.js';
import { stopVersion } from '../../src/desk/stop.js';
import { createOutcomeFlusher, type OutcomeFlusher } from '../../src/dispatch/outcome-flusher.js';
import type { Next } from '../../src/domain/delivery.js';
import { newId } from '../../src/platform/id.js';
import { openHeldTasks } from '../../src/store/settle.store.js';
import type { Store } from '../../src/store/store.js';
import { closeDoneTasks, sweepDoneTasks } from '../../src/store/task.store.js';
import { deliveriesOf, issueIn } from '../support/store.js';
import { at, deskOn, tasksOf } from './desk.js';
import { storeWithout, useEngine } from './support.js';

jest.setTimeout(60_000);

const engine = useEngine();
let store: Store;
beforeEach(() => {
  store = engine.store();
});

const targets = ['+819011110001', '+819011110002', '+819011110003'];
const outcomes: readonly Next[] = [
  { state: 'accepted' },
  { state: 'refused', fault: { at: 'target', code: 'sms.bad-number' } },
  { state: 'pending', dueAt: 1 },
  { state: 'unsure' },
  { state: 'held', heldReason: 'exhausted' },
];
const act = fc.oneof(
  { weight: 3, arbitrary: fc.record({ do: fc.constant('send' as const), outcome: fc.nat(4) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('settle' as const), outcome: fc.nat(4) }) },
  fc.record({ do: fc.constant('issue' as const), to: fc.subarray(targets, { minLength: 1 }) }),
  fc.record({ do: fc.constantFrom('stop' as const, 'resume' as const, 'cancel' as const), which: fc.nat(9) }),
  fc.record({ do: fc.constantFrom('retry' as const, 'give-up' as const), which: fc.nat(9) }),
  fc.record({ do: fc.constantFrom('retry-all' as const, 'give-up-all' as const), which: fc.nat(9) }),
  fc.record({ do: fc.constant('reroute' as const), which: fc.nat(9), to: fc.nat(2) }),
);
type Act = typeof act extends fc.Arbitrary<infer One> ? One : never;

const why = { reason: 'no-longer-needed', note: '' } as const;

/** One alert on one channel: the dispatcher's statements, the officer's commands, in any order. */
async function play(desk: DeskDeps, acts: readonly Act[]): Promise<void> {
  const on = desk.store;
  const clock = { now: Date.now() };
  const flusher = createOutcomeFlusher(
    on,
    () => clock.now,
    () => undefined,
    (error) => {
      throw error;
    },
  );
  const { alertId } = await on.write((tx) => issueIn(tx, { channel: 'sms', targets, now: clock.now }));
  const mine = async () => (await deliveriesOf(on)).filter((row) => row.alertId === alertId);
  const heard = new Map<string, number>();
  let n = 1;
  for (const one of acts) {
    clock.now += 1000;
    if (one.do === 'issue' || one.do === 'cancel') {
      n++;
      const facts = { channel: 'sms', now: clock.now, alertId, n, orderKey: `${alertId} landslide` } as const;
      await on.write(async (tx) => {
        const { versionId } = await issueIn(tx, { ...facts, targets: one.do === 'issue' ? one.to : targets });
        if (one.do === 'cancel')
          await tx.sql("UPDATE versions SET purpose = 'cancel' WHERE id = $1", versionId);
        await closeDoneTasks(tx, clock.now, 'duty');
      });
    } else if (one.do === 'send') {
      await send(on, flusher, alertId, outcomes[one.outcome] ?? { state: 'accepted' }, heard);
    } else await decide(desk, one, await mine(), flusher, clock.now);
    await checkHeldHaveTasks(on, one.do === 'send' || one.do === 'settle', clock.now);
    await openHeldTasks(on, clock.now, newId);
    await sweepDoneTasks(on, clock.now);
    const held = Map.groupBy(
      (await deliveriesOf(on)).filter(({ state }) => state === 'held'),
      (row) => `${row.versionId} ${row.channel} ${row.heldReason}`,
    );
    expect((await tasksOf(on)).sort()).toEqual(
      [...held.values()].map((rows) => `sms ${rows[0]?.heldReason} ${rows.length}`).sort(),
    );
  }
}

/** What a command held has its task from the same transaction on. */
async function checkHeldHaveTasks(on: Store, byDispatcher: boolean, now: number): Promise<void> {
  if (byDispatcher) return;
  expect(await openHeldTasks(on, now, newId)).toBe(0);
}

/** Sends the first delivery that is due, as a claim does, and records what became of it. */
async function send(
  on: Store,
  flusher: OutcomeFlusher,
  alertId: string,
  outcome: Next,
  heard: Map<string, number>,
) {
  const [row] = await on.write(({ sql }) =>
    sql<{ id: number; fence: number; target: string; version_id: string }>(
      `UPDATE deliveries SET state = 'sending', fence = fence + 1, attempts = attempts + 1, call_id = 'call'
       WHERE id = (SELECT MIN(d.id) FROM deliveries d WHERE d.alert_id = $1 AND d.state = 'pending' AND NOT EXISTS (
         SELECT 1 FROM deliveries o WHERE o.target = d.target AND o.state = 'sending' AND o.order_key = d.order_key))
       RETURNING id, fence, target, version_id`,
      alertId,
    ),
  );
  if (!row) return;
  const [version] = await on.read.sql<{ n: number }>('SELECT n FROM versions WHERE id = $1', row.version_id);
  expect(version?.n ?? 0).toBeGreaterThanOrEqual(heard.get(row.target) ?? 0);
  heard.set(row.target, version?.n ?? 0);
  const { id, fence, target } = row;
  flusher.add([{ id, fence, channel: 'sms', versionId: row.version_id, target, rank: 2, ...outcome }]);
  await flusher.drain();
}

async function decide(
  desk: DeskDeps,
  one: Exclude<Act, { do: 'send' | 'issue' }>,
  rows: Awaited<ReturnType<typeof deliveriesOf>>,
  flusher: OutcomeFlusher,
  now: number,
): Promise<void> {
  if (one.do === 'settle') {
    const unsure = rows.filter(({ state }) => state === 'unsure').slice(0, 1);
    const outcome = outcomes[one.outcome] ?? { state: 'accepted' };
    flusher.add(
      unsure.map(({ id, fence, versionId, target }) => ({
        id,
        fence,
        channel: 'sms',
        versionId,
        target,
        rank: 2,
        ...outcome,
      })),
    );
    return flusher.drain();
  }
  const row = rows[one.which % rows.length];
  if (!row) return;
  const ctx = at(now);
  const group = { versionId: row.versionId, channel: 'sms' };
  const reason = (row.heldReason ?? 'unsure') as 'unsure';
  const of =
    row.state === 'refused'
      ? ({ state: 'refused', code: 'sms.bad-number' } as const)
      : ({ state: 'held', reason } as const);
  if (one.do === 'stop') await stopVersion(desk, ctx, row.versionId, { channel: 'sms', note: '' });
  if (one.do === 'resume')
    await decideGroup(desk, ctx, { ...group, of: { state: 'held', reason: 'stopped' } }, { action: 'retry' });
  if (one.do === 'retry-all') await decideGroup(desk, ctx, { ...group, of }, { action: 'retry' });
  if (one.do === 'give-up-all') await decideGroup(desk, ctx, { ...group, of }, { action: 'give-up', ...why });
  if (one.do === 'retry') await retryDelivery(desk, ctx, row.id);
  if (one.do === 'give-up') await giveUpDelivery(desk, ctx, row.id, why);
  if (one.do === 'reroute') {
    const to = { channel: 'sms', typed: `+81901111000${one.to + 1}` } as const;
    await rerouteDelivery(desk, ctx, row.id, { to, note: 'x' });
  }
}

describe('after any sequence of sends and commands', () => {
  test('open tasks and held deliveries agree, and no target hears an older version after a newer one', () =>
    fc.assert(
      fc.asyncProperty(fc.array(act, { minLength: 5, maxLength: 25 }), (acts) => play(deskOn(store), acts)),
      { numRuns: 12, endOnFailure: true },
    ));

  const accepted = { do: 'send', outcome: 0 } as const;
  test('control: a stop that opens no task is found out', async () => {
    const forgetful = storeWithout(
      store,
      'WHERE NOT EXISTS (SELECT 1 FROM tasks',
      'WHERE EXISTS (SELECT 1 FROM tasks',
    );
    await expect(play(deskOn(forgetful), [{ do: 'stop', which: 0 }])).rejects.toThrow('toBe(expected)');
  });

  const overtaken: Act[] = [
    { do: 'send', outcome: 1 },
    { do: 'issue', to: targets.slice(0, 1) },
    ...[accepted, accepted, accepted],
    { do: 'retry', which: 0 },
    accepted,
  ];
  test('a retry of what was overtaken sends nothing', () => play(deskOn(store), overtaken));

  test('control: a retry that does not look for newer versions is found out', async () => {
    const careless = storeWithout(store, 'v.issued_at IS NOT NULL AND v.id <> own.id', '1 = 0');
    await expect(play(deskOn(careless), overtaken)).rejects.toThrow('toBeGreaterThanOrEqual');
  });
});
