/** A channel that is taken out of the configuration while messages wait on it: nothing waits there for nobody. */
import { beforeEach, describe, expect, jest, test } from '@jest/globals';
import type { Store } from '../../src/store/store.js';
import { deliveriesOf, issue, statesOf, targetsOf } from '../support/store.js';
import { movableClock, testChannel, useEngine, waitFor } from './support.js';

jest.setTimeout(20_000);

const engine = useEngine();
let store: Store;
beforeEach(() => {
  store = engine.store();
});
const minutes = (n: number): number => n * 60_000;
const tasks = () =>
  store.read.sql<{ reason: string }>("SELECT reason FROM tasks WHERE kind = 'held' AND closed_at IS NULL");
const heldReasons = async () => {
  const held = (await deliveriesOf(store)).filter(({ state }) => state === 'held');
  return held.map(({ heldReason }) => heldReason).toSorted();
};

describe('deliveries on a channel that no hub has any more', () => {
  test('are held for a person, with a task; what was in doubt stays in doubt', async () => {
    const { versionId } = await issue(store, {
      channel: 'sms',
      targets: targetsOf(3),
      now: Date.now() - minutes(2),
    });
    await store.write(({ sql }) =>
      sql(
        `UPDATE deliveries SET state = 'unsure' WHERE version_id = $1 AND target = $2`,
        versionId,
        targetsOf(1)[0] ?? '',
      ),
    );
    await engine.start(store, [testChannel('push')]);
    await waitFor(
      () => statesOf(store),
      ({ held = 0 }) => held === 3,
    );
    expect(await heldReasons()).toEqual(['channel-off', 'channel-off', 'unsure']);
    const open = await waitFor(tasks, (found) => found.length === 2);
    expect(open.map(({ reason }) => reason).toSorted()).toEqual(['channel-off', 'unsure']);
  });

  test('wait a minute first: hubs start anew one after the other', async () => {
    const clock = movableClock();
    await issue(store, { channel: 'sms', targets: targetsOf(2), now: clock.now() });
    await engine.start(store, [testChannel('push')], { clock });
    clock.move(minutes(1) - 10_000);
    await new Promise((resolve) => setTimeout(resolve, 2_500));
    expect(await statesOf(store)).toEqual({ pending: 2 });
    clock.move(15_000);
    await waitFor(
      () => statesOf(store),
      ({ held = 0 }) => held === 2,
    );
  });

  test('expire as all others do', async () => {
    const now = Date.now();
    await issue(store, {
      channel: 'sms',
      targets: targetsOf(2),
      now: now - minutes(5),
      expiresAt: now - minutes(1),
    });
    await engine.start(store, [testChannel('push')]);
    await waitFor(
      () => statesOf(store),
      ({ expired = 0 }) => expired === 2,
    );
  });

  test('control: a hub that has it sends them, however long they waited', async () => {
    await issue(store, { channel: 'sms', targets: targetsOf(2), now: Date.now() - minutes(5) });
    await engine.start(store, [testChannel('push'), testChannel('sms')]);
    await engine.all('accepted', 2);
  });
});
