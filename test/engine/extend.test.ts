/** Going on with a message: 延長, and a fact that has changed, as the next version of the same alert. */
import { beforeEach, describe, expect, test } from '@jest/globals';
import { approveVersion } from '../../src/desk/approve.js';
import { readDuties } from '../../src/desk/duties.js';
import { editDraft } from '../../src/desk/draft.js';
import { openDraft } from '../../src/desk/open-draft.js';
import { phraseFor } from '../../src/desk/phrase.js';
import { retractAlert } from '../../src/desk/retract.js';
import { contentOf } from '../../src/desk/version-json.js';
import { viewVersion } from '../../src/desk/view.js';
import { isRefusal } from '../../src/domain/refusal.js';
import { ordersInForce, standingVersions } from '../../src/store/district-state.store.js';
import { openExpiringTasks } from '../../src/store/settle.store.js';
import { listOpenTasks, sweepDoneTasks } from '../../src/store/task.store.js';
import { findVersion } from '../../src/store/version.store.js';
import { chief, drafted, good, instruction, issued, submitted, useTownDesk } from './town-desk.js';

const { kept, desk } = useTownDesk();

const hour = 60 * 60_000;
const water = { kind: 'water-outage', slots: {}, districts: ['sue', 'kumai'] };
const read = async (id: string) => {
  const row = await findVersion(kept.store.read, id);
  if (row === null) throw new Error('no version');
  return row;
};
const refusalOf = (result: unknown) => (isRefusal(result) ? result.refused : null);
const orders = async () =>
  (await ordersInForce(kept.store.read)).map(({ district, versionId }) => [district, versionId]);
const standing = async () =>
  (await standingVersions(kept.store.read, desk.time.now, 9)).map(({ versionId }) => versionId);

test('an order is extended as it stands: the next version of its alert, valid anew, and the law asks nothing twice', async () => {
  const order = await issued(desk, await drafted(desk, instruction));
  const duties = (await readDuties(desk.deps, null)).length;
  desk.time.now += 5 * hour;
  const next = good(await openDraft(desk.deps, desk.ctx(), { extendOf: order }));
  const draft = await read(next);
  expect(contentOf(draft)).toEqual({ ...contentOf(await read(order)), decision: null, effects: [] });
  expect(draft).toMatchObject({
    n: 2,
    intent: 'update',
    ofVersion: order,
    alertId: (await read(order)).alertId,
  });
  // Who decided to go on is asked again.
  expect(refusalOf(await submitted(desk, next))).toBe('submit.no-decision');
  const extension = await issued(desk, await drafted(desk, { extendOf: order }));
  expect((await read(extension)).expiresAt).toBeGreaterThan(desk.time.now);
  expect((await read(order)).status).toBe('superseded');
  expect(await orders()).toEqual(['izui', 'kumai', 'sue'].map((district) => [district, extension]));
  expect(await standing()).toEqual([extension]);
  expect(await readDuties(desk.deps, null)).toHaveLength(duties);
});

test('with one more district it is a new order there, which is reported', async () => {
  const order = await issued(desk, await drafted(desk, instruction));
  const before = (await readDuties(desk.deps, null)).length;
  await issued(
    desk,
    await drafted(desk, { extendOf: order }, { districts: ['sue', 'kumai', 'izui', 'okuda'] }),
  );
  expect((await readDuties(desk.deps, null)).length).toBeGreaterThan(before);
});

test('what was lifted meanwhile is not brought back, and a lift is not extended', async () => {
  const order = await issued(desk, await drafted(desk, instruction));
  const lift = await issued(desk, await drafted(desk, { liftOf: order, districts: ['kumai'] }));
  const next = good(await openDraft(desk.deps, desk.ctx(), { extendOf: order }));
  expect(contentOf(await read(next)).districts).toEqual(['izui', 'sue']);
  expect(refusalOf(await openDraft(desk.deps, desk.ctx(), { extendOf: lift }))).toBe('extend.a-lift');
  await issued(desk, await drafted(desk, { liftOf: order, districts: ['izui', 'sue'] }));
  expect(refusalOf(await openDraft(desk.deps, desk.ctx(), { extendOf: order }))).toBe('version.superseded');
});

test('an order whose message is about to end asks to be extended, once, until it is', async () => {
  const order = await issued(desk, await drafted(desk, instruction));
  await issued(desk, await drafted(desk, water));
  const { expiresAt } = await read(order);
  const ask = (at: number) => openExpiringTasks(kept.store, at, () => `task ${at}`);
  const asked = async () => (await listOpenTasks(kept.store.read)).filter(({ kind }) => kind === 'expiring');
  expect(await ask((expiresAt ?? 0) - hour - 1)).toBe(0);
  expect(await ask((expiresAt ?? 0) - hour)).toBe(1);
  expect(await ask((expiresAt ?? 0) + hour)).toBe(0);
  expect(await asked()).toMatchObject([{ versionId: order, dueAt: expiresAt }]);
  await sweepDoneTasks(kept.store, desk.time.now);
  expect(await asked()).toHaveLength(1);
  await issued(desk, await drafted(desk, { extendOf: order }));
  await sweepDoneTasks(kept.store, desk.time.now);
  expect(await asked()).toEqual([]);
});

test('another danger is another alert, also while the first one is extended', async () => {
  const order = await issued(desk, await drafted(desk, instruction));
  const next = good(await openDraft(desk.deps, desk.ctx(), { extendOf: order }));
  const { slots, districts, channels } = contentOf(await read(next));
  const edit = { revision: 1, slots: { ...slots, hazard: 'flood' }, districts, channels, decision: null };
  expect(refusalOf(await editDraft(desk.deps, desk.ctx(), next, edit))).toBe('extend.other-hazard');
});

test('of two officers who extend the same message the later one has the last word', async () => {
  const notice = await issued(desk, await drafted(desk, water));
  const [one, other] = [await drafted(desk, { extendOf: notice }), await drafted(desk, { extendOf: notice })];
  await issued(desk, one);
  await issued(desk, other);
  expect(await standing()).toEqual([other]);
});

test('a message without a level is taken over; a cancelled extension puts it back', async () => {
  const notice = await issued(desk, await drafted(desk, water));
  const extension = await issued(desk, await drafted(desk, { extendOf: notice }));
  expect(await standing()).toEqual([extension]);
  const { alertId } = await read(extension);
  const cancel = { as: 'cancel', phrase: phraseFor(desk.deps, 'cancellation').ja } as const;
  good(await retractAlert(desk.deps, desk.ctx(), alertId, cancel));
  expect([(await read(notice)).status, (await read(extension)).status]).toEqual(['issued', 'cancelled']);
});

test('where an extension leaves a district out, the earlier message stays the last word there', async () => {
  const notice = await issued(desk, await drafted(desk, water));
  const extension = await issued(desk, await drafted(desk, { extendOf: notice }, { districts: ['sue'] }));
  expect((await standing()).toSorted()).toEqual([notice, extension].toSorted());
});

describe('a next version that was begun before its order was taken back', () => {
  const extension = () => drafted(desk, { extendOf: order });
  const cancel = async () => {
    const { alertId } = await read(order);
    const phrase = phraseFor(desk.deps, 'cancellation').ja;
    good(await retractAlert(desk.deps, desk.ctx(), alertId, { as: 'cancel', phrase }));
  };
  let order = '';
  beforeEach(async () => {
    order = await issued(desk, await drafted(desk, instruction));
  });

  test('is not submitted, and says so beforehand', async () => {
    const next = await extension();
    await cancel();
    expect(refusalOf(await submitted(desk, next))).toBe('continue.cancelled');
    const view = await viewVersion(desk.deps, kept.store.read, desk.ctx().officer, await read(next));
    expect(view.may.submit).toBe('continue.cancelled');
    expect(await orders()).toEqual([]);
  });

  test('is not approved', async () => {
    const next = await extension();
    const waiting = good(await submitted(desk, next));
    await cancel();
    const { digest } = await read(waiting);
    expect(refusalOf(await approveVersion(desk.deps, desk.ctx(chief), waiting, digest ?? ''))).toBe(
      'continue.cancelled',
    );
  });

  test('nor brought back after a lift; a lift that was begun is not said twice over', async () => {
    const next = await extension();
    await issued(desk, await drafted(desk, { liftOf: order, districts: ['sue', 'kumai', 'izui'] }));
    expect(refusalOf(await submitted(desk, next))).toBe('continue.lifted');
    expect(await orders()).toEqual([]);
  });

  test('behind a correction it bears the higher number, and a submission is asked for again', async () => {
    const correct = async () => {
      const { alertId } = await read(order);
      const phrase = phraseFor(desk.deps, 'correction').ja;
      good(
        await retractAlert(desk.deps, desk.ctx(), alertId, { as: 'correction', cause: 'wrong-area', phrase }),
      );
    };
    const next = await extension();
    await correct();
    expect((await read(next)).n).toBe(2);
    const waiting = good(await submitted(desk, next));
    expect((await read(waiting)).n).toBe(4);
    await correct();
    const { digest } = await read(waiting);
    expect(refusalOf(await approveVersion(desk.deps, desk.ctx(chief), waiting, digest ?? ''))).toBe(
      'submission.state-changed',
    );
  });

  test('control: where nothing was taken back it goes out', async () => {
    await issued(desk, await extension());
    expect((await orders()).length).toBe(3);
  });
});
