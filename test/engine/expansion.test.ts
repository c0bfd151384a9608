import { beforeEach, describe, expect, jest, test } from '@jest/globals';
import { newId } from '../../src/platform/id.js';
import { insertVersionChannels, type Batch } from '../../src/store/audience.store.js';
import { countOpen } from '../../src/store/delivery-group.store.js';
import {
  dropExpansions,
  expandLot,
  openExpansion,
  weightOfExpansion,
} from '../../src/store/expansion.store.js';
import { insertResidents } from '../../src/store/resident.store.js';
import type { Store } from '../../src/store/store.js';
import { endStop, openTask, sweepDoneTasks } from '../../src/store/task.store.js';
import { deliveriesOf, issue, issueIn, statesOf, targetsOf } from '../support/store.js';
import { acceptAll, testChannel, useEngine, waitFor } from './support.js';

jest.setTimeout(20_000);

const engine = useEngine();
let store: Store;
beforeEach(() => {
  store = engine.store();
});
const now = Date.now();
const districts = ['takanokura', 'okuda'];
const orderKey = 'incident landslide';

/** So many people with a telephone each, in two districts by turns. */
const people = (count: number) =>
  store.write((tx) =>
    insertResidents(
      tx,
      Array.from({ length: count }, (_, i) => ({
        id: `r${String(i).padStart(6, '0')}`,
        district: districts[i % 2] ?? '',
        language: 'ja',
        addresses: [{ channel: 'sms', target: `t${i}` }],
      })),
    ),
  );

/** A version that is issued to whole districts and whose audience is left to be expanded. */
async function issueLarge(estimate: number): Promise<Batch> {
  return store.write(async (tx) => {
    const { versionId, alertId } = await issueIn(tx, { channel: 'sms', targets: [], now, orderKey });
    const batch: Batch = {
      versionId,
      alertId,
      orderKey,
      purpose: 'message',
      renderingsOf: versionId,
      rank: 2,
      now,
      expiresAt: now + 3_600_000,
      supersedes: true,
    };
    await openExpansion(tx, batch, 'sms', { audience: { districts }, after: '' });
    await insertVersionChannels(tx, versionId, alertId, { sms: estimate });
    return batch;
  });
}
const lot = (size: number) => store.write((tx) => expandLot(tx, size, now));
const settledAt = async () =>
  (await store.read.sql<{ settled_at: number | null; targets: number }>('SELECT * FROM version_channels')).at(
    -1,
  );

describe('a large audience', () => {
  test('NoLoss: every address gets one delivery, lot by lot, whatever the lots are cut to', async () => {
    await people(25);
    const { versionId } = await issueLarge(20);
    const grown: number[] = [];
    while ((await lot(7)) !== null) grown.push((await deliveriesOf(store)).length);
    expect(grown).toEqual([7, 14, 21, 25, 25]);
    const rows = await deliveriesOf(store);
    expect(new Set(rows.map(({ target }) => target))).toEqual(new Set(targetsOf(25)));
    expect(rows.every((row) => row.versionId === versionId && row.state === 'pending')).toBe(true);
    expect(await settledAt()).toMatchObject({ targets: 25 });
  });

  test('the dispatcher brings it in and sends it; the channel settles with the last', async () => {
    await people(25);
    await issueLarge(25);
    const channel = testChannel('sms');
    const { notifier } = await engine.start(store, [channel]);
    let told = 0;
    notifier.onOwn('deliveries', () => told++);
    await engine.all('accepted', 25);
    await waitFor(settledAt, (row) => row?.settled_at !== null);
    expect(channel.sent).toHaveLength(25);
    // Other processes hear of each lot, and of its end.
    expect(told).toBe(2);
  });

  test('control: a channel that did not wait for its audience would settle before anybody was there', async () => {
    const open = `AND NOT EXISTS (SELECT 1 FROM expansions x WHERE x.version_id = vc.version_id AND x.channel = vc.channel)`;
    await people(4);
    await issueLarge(4);
    const settles = (piece: string) =>
      store.read.sql(
        `SELECT 1 AS one FROM version_channels vc WHERE vc.settled_at IS NULL AND NOT EXISTS (SELECT 1 FROM deliveries d
         WHERE d.version_id = vc.version_id AND d.state = 'pending') ${piece}`,
      );
    expect(await settles(open)).toEqual([]);
    expect(await settles('')).toHaveLength(1);
  });

  test('what was left half-way by a dead process is gone on with, and nobody comes twice', async () => {
    await people(25);
    await issueLarge(25);
    await lot(10);
    store = await engine.reopen();
    const channel = testChannel('sms');
    await engine.start(store, [channel]);
    await engine.all('accepted', 25);
    expect(new Set(channel.sent.map(({ order }) => order.members[0]?.target)).size).toBe(25);
  });

  test('Order: each lot supersedes what an older version has not sent to its targets', async () => {
    await people(6);
    await issue(store, { channel: 'sms', targets: targetsOf(6), now, orderKey });
    await issueLarge(6);
    await lot(4);
    expect(await statesOf(store)).toEqual({ superseded: 4, pending: 6 });
    while ((await lot(4)) !== null);
    expect(await statesOf(store)).toEqual({ superseded: 6, pending: 6 });
  });

  test('Order: what of an older version was claimed and has not left goes back when a lot of the newer comes in', async () => {
    const targets = targetsOf(60);
    await people(60);
    await issue(store, { channel: 'sms', targets, now, orderKey });
    const slow = testChannel(
      'sms',
      async (order) => {
        await new Promise((resolve) => setTimeout(resolve, 20));
        return acceptAll(order);
      },
      { concurrency: 1 },
    );
    const dispatcher = await engine.start(store, [slow]);
    await waitFor(
      () => slow.sent.length,
      (n) => n >= 5,
    );
    const { versionId } = await issueLarge(60);
    dispatcher.notifier.notify('deliveries', {});
    await waitFor(
      () => deliveriesOf(store),
      (rows) => rows.some((row) => row.versionId === versionId),
    );
    const before = slow.sent.length;
    await waitFor(
      () => statesOf(store),
      ({ pending = 0, sending = 0 }) => pending + sending === 0,
    );
    expect(slow.sent.slice(before).filter(({ order }) => order.versionId !== versionId)).toHaveLength(0);
    expect(slow.sent.filter(({ order }) => order.versionId === versionId)).toHaveLength(60);
  });

  test('a cancel ends what has not been expanded, and reaches whom the rest may have reached', async () => {
    await people(10);
    const { alertId, versionId } = await issueLarge(10);
    await lot(6);
    await store.write(({ sql }) => sql("UPDATE deliveries SET state = 'accepted'"));
    const cancel = newId();
    await store.write(async (tx) => {
      await dropExpansions(tx, alertId);
      await issueIn(tx, { channel: 'sms', targets: [], now, alertId, n: 2, orderKey });
      await tx.sql('UPDATE versions SET id = $1 WHERE alert_id = $2 AND n = 2', cancel, alertId);
      const batch: Batch = {
        versionId: cancel,
        alertId,
        orderKey,
        purpose: 'message',
        renderingsOf: versionId,
        rank: 0,
        now,
        expiresAt: now + 3_600_000,
        supersedes: false,
      };
      await openExpansion(tx, batch, 'sms', { audience: 'reached', after: '' });
    });
    while ((await lot(4)) !== null);
    const rows = await deliveriesOf(store);
    expect(rows.filter((row) => row.versionId === versionId)).toHaveLength(6);
    expect(
      rows
        .filter((row) => row.versionId === cancel)
        .map(({ target }) => target)
        .sort(),
    ).toEqual(targetsOf(6));
  });

  const stopped = { id: newId(), kind: 'stop', channel: 'sms', reason: 'stop', now } as const;

  test('what comes in after its channel was stopped is held, and goes out when it is resumed', async () => {
    await people(10);
    const { versionId } = await issueLarge(10);
    expect(await countOpen(store.read, versionId)).toMatchObject([{ channel: 'sms', pending: 10 }]);
    await lot(4);
    await store.write((tx) => openTask(tx, { ...stopped, versionId }));
    await lot(4);
    expect(await statesOf(store)).toEqual({ held: 8 });
    await sweepDoneTasks(store, now);
    await store.write((tx) => endStop(tx, versionId, 'sms', 'officer', now));
    while ((await lot(4)) !== null);
    expect(await statesOf(store)).toEqual({ held: 8, pending: 2 });
  });

  test('control: a stop that another version is under holds nothing of this one', async () => {
    await people(4);
    await issueLarge(4);
    await store.write((tx) => openTask(tx, { ...stopped, versionId: 'another' }));
    await lot(4);
    expect(await statesOf(store)).toEqual({ pending: 4 });
  });

  test('a stop outlives the moment at which nothing of its audience is there yet', async () => {
    await people(4);
    const { versionId } = await issueLarge(4);
    await store.write((tx) => openTask(tx, { ...stopped, versionId }));
    await sweepDoneTasks(store, now);
    await lot(4);
    expect(await statesOf(store)).toEqual({ held: 4 });
  });

  test('on a full disk an urgent audience may cost the ballast, a notice not', async () => {
    await people(1);
    const { versionId } = await issueLarge(1);
    expect(await weightOfExpansion(store)()).toBe('urgent');
    await store.write(({ sql }) =>
      sql(
        `UPDATE expansions SET batch = REPLACE(batch, '"rank":2', '"rank":6') WHERE version_id = $1`,
        versionId,
      ),
    );
    expect(await weightOfExpansion(store)()).toBe('needed');
  });
});
