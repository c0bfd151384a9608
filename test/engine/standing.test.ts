/** A cancel that puts an earlier order back into force: who heard only the cancel must be told, and a person is asked to. */
import { beforeEach, describe, expect, test } from '@jest/globals';
import { closeNoted } from '../../src/desk/noted-task.js';
import { phraseFor } from '../../src/desk/phrase.js';
import { retractAlert } from '../../src/desk/retract.js';
import { ordersInForce } from '../../src/store/district-state.store.js';
import { listOpenTasks, sweepDoneTasks } from '../../src/store/task.store.js';
import { findVersion } from '../../src/store/version.store.js';
import { logTexts } from './desk.js';
import { drafted, good, instruction, issued, useTownDesk } from './town-desk.js';

const { kept, desk } = useTownDesk();

const elderly = { ...instruction, kind: 'evacuation-elderly' };
const cancel = async (versionId: string) => {
  const alertId = (await findVersion(kept.store.read, versionId))?.alertId ?? '';
  const phrase = phraseFor(desk.deps, 'cancellation').ja;
  return good(await retractAlert(desk.deps, desk.ctx(), alertId, { as: 'cancel', phrase }));
};
const asked = async () => {
  await sweepDoneTasks(kept.store, desk.time.now);
  const open = await listOpenTasks(kept.store.read);
  return open.filter(({ kind }) => kind === 'standing');
};
const inForce = async () =>
  (await ordersInForce(kept.store.read)).map(({ level, versionId }) => [level, versionId]);

describe('a wrong order over a right one is cancelled', () => {
  let right: string;
  beforeEach(async () => {
    right = await issued(desk, await drafted(desk, elderly));
    await cancel(await issued(desk, await drafted(desk, instruction)));
  });

  test('the right one stands again, a task says that nobody was told, and so does the log', async () => {
    expect(await inForce()).toEqual([3, 3, 3].map((level) => [level, right]));
    expect(await asked()).toMatchObject([{ versionId: right, channel: 'manual', dueAt: null, level: 3 }]);
    expect((await logTexts(kept.store)).filter((text) => text.includes('ふたたび発令中'))).toEqual([
      '取消により、前に出した「高齢者等避難」（令和8年 第1号）がふたたび発令中です。自動では配り直しません。もう一度知らせてください',
    ]);
  });

  test('it ends when the order is issued anew', async () => {
    await issued(desk, await drafted(desk, { extendOf: right }));
    expect(await asked()).toEqual([]);
  });

  test('it ends when the order is lifted', async () => {
    await issued(desk, await drafted(desk, { liftOf: right, districts: instruction.districts }));
    expect(await asked()).toEqual([]);
  });

  test('or when somebody says how people were told', async () => {
    const [task] = await asked();
    good(
      await closeNoted(desk.deps, desk.ctx(), task?.id ?? '', '無線で「高齢者等避難は続いています」と放送'),
    );
    expect(await asked()).toEqual([]);
    expect((await logTexts(kept.store)).at(-1)).toBe(
      'ふたたび発令中の情報を周知済み：無線で「高齢者等避難は続いています」と放送',
    );
  });
});

test('a cancel after which nothing stands asks for nothing', async () => {
  await cancel(await issued(desk, await drafted(desk, instruction)));
  expect(await inForce()).toEqual([]);
  expect(await asked()).toEqual([]);
});

test('a lift issued in error and cancelled: the order stands, and is said again', async () => {
  const order = await issued(desk, await drafted(desk, instruction));
  await cancel(await issued(desk, await drafted(desk, { liftOf: order, districts: instruction.districts })));
  expect(await asked()).toMatchObject([{ versionId: order }]);
});
