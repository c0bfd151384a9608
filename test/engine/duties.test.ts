/** What the law asks after an order, and broadcasts that are left for the morning: tasks of people, in the database. */
import { describe, expect, test } from '@jest/globals';
import { closeDuty, readDuties } from '../../src/desk/duties.js';
import { decideGroup } from '../../src/desk/delivery-groups.js';
import { phraseFor } from '../../src/desk/phrase.js';
import { retractAlert } from '../../src/desk/retract.js';
import { isQuiet, refusalToWait, untilMorning } from '../../src/domain/quiet-hours.js';
import { isRefusal } from '../../src/domain/refusal.js';
import { listOpenTasks } from '../../src/store/task.store.js';
import { findVersion } from '../../src/store/version.store.js';
import { logTexts } from './desk.js';
import { drafted, good, instruction, issued, night, submitted, useTownDesk } from './town-desk.js';

const { kept, desk } = useTownDesk();

const alertOf = async (version: string) => (await findVersion(kept.store.read, version))?.alertId ?? '';
const dutiesNow = async (alert: string | null = null) => readDuties(desk.deps, alert);
const refusalOf = (result: unknown) => (isRefusal(result) ? result.refused : null);
const minute = 60_000;

describe('duties after an order', () => {
  test('an evacuation instruction opens report, notice and facilities, each with its text, in the commit that issues it', async () => {
    const id = await drafted(desk, instruction);
    good(await submitted(desk, id));
    expect(await dutiesNow()).toEqual([]);
    await issued(desk, await drafted(desk, instruction));
    const open = await dutiesNow();
    expect(open.map(({ duty, dueAt }) => [duty, (dueAt - night) / minute])).toEqual([
      ['governor-order', 0],
      ['facilities-order', 10],
      ['notice-order', 60],
    ]);
    expect(open[0]?.text).toMatch(
      /^【訓練】鳩山町です。令和8年 第\d+号.*警戒レベル4 避難指示.*熊井、泉井、須江.*町長 山田太郎/,
    );
    expect((await logTexts(kept.store)).at(-1)).toContain('知事への報告（発令）');
  });

  test('is ticked once, by whom, when and by what means, in the log; not in the future, nor twice', async () => {
    await issued(desk, await drafted(desk, instruction));
    const [duty] = await dutiesNow();
    const { deps, ctx } = desk;
    const body = { by: '高橋', means: 'prefecture-system', note: '受付番号 12' } as const;
    const id = duty?.id ?? '';
    expect(refusalOf(await closeDuty(deps, ctx(), id, { ...body, at: night + 10 * minute }))).toBe(
      'duty.in-future',
    );
    expect(refusalOf(await closeDuty(deps, ctx(), id, { ...body, at: night - 3000 * minute }))).toBe(
      'duty.too-early',
    );
    good(await closeDuty(deps, ctx(), id, { ...body, at: night - 2 * minute }));
    expect(refusalOf(await closeDuty(deps, ctx(), id, body))).toBe('duty.done-already');
    expect(refusalOf(await closeDuty(deps, ctx(), 'x', body))).toBe('duty.unknown');
    const texts = (await logTexts(kept.store)).filter((text) => text.includes('高橋'));
    expect(texts).toEqual([
      '「知事への報告（発令）」を済（高橋、2026-07-11 03:03、県のシステム）：受付番号 12',
    ]);
    expect((await dutiesNow()).map((each) => each.duty)).not.toContain('governor-order');
    expect((await dutiesNow(duty?.alertId ?? '')).find((each) => each.id === id)?.done?.by).toBe('高橋');
  });

  test('a lift brings its own report and notice of the order that it lifts', async () => {
    const order = await issued(desk, await drafted(desk, instruction));
    await issued(desk, await drafted(desk, { liftOf: order, districts: ['sue'] }));
    const lift = (await dutiesNow()).filter(({ duty }) => duty.endsWith('-lift'));
    expect(lift.map(({ duty }) => duty).toSorted()).toEqual([
      'facilities-lift',
      'governor-lift',
      'notice-lift',
    ]);
    expect(lift[0]?.text).toContain('避難指示');
    expect(lift[0]?.text).toContain('須江');
  });

  test('a cancel takes back what nobody had seen to, and tells again whom somebody had told', async () => {
    const { deps, ctx } = desk;
    const cancel = async (version: string) =>
      good(
        await retractAlert(deps, ctx(), await alertOf(version), {
          ...{ as: 'cancel', phrase: phraseFor(deps, 'cancellation').ja },
        }),
      );
    await cancel(await issued(desk, await drafted(desk, instruction)));
    expect(await dutiesNow()).toEqual([]);
    const told = await issued(desk, await drafted(desk, instruction));
    const [duty] = await dutiesNow();
    good(await closeDuty(deps, ctx(), duty?.id ?? '', { by: '高橋', means: 'fax', note: '' }));
    await cancel(told);
    expect((await dutiesNow()).map(({ duty: name }) => name)).toEqual(['governor-cancel']);
    const all = await dutiesNow(await alertOf(told));
    expect(all.filter(({ withdrawnAt }) => withdrawnAt !== null)).toHaveLength(2);
  });

  test('a kind that the configuration does not name brings none, and level 3 no report under article 60', async () => {
    await issued(
      desk,
      await drafted(desk, { kind: 'road-closed', slots: { closure: 'flooded' }, districts: ['sue'] }),
    );
    expect(await dutiesNow()).toEqual([]);
    await issued(
      desk,
      await drafted(desk, { ...instruction, kind: 'evacuation-elderly', slots: { hazard: 'landslide' } }),
    );
    expect((await dutiesNow()).map(({ duty }) => duty)).toEqual(['facilities-order', 'prefecture-elderly']);
  });

  test('a decision that lies in the future is refused', async () => {
    const decision = { by: '町長', means: 'phone', at: night + 5 * minute } as const;
    const result = await submitted(desk, await drafted(desk, instruction, { decision }));
    expect(refusalOf(result)).toBe('submit.decision-in-future');
  });
});

const road = { kind: 'road-closed', slots: { closure: 'flooded' }, districts: ['sue'] };

describe('a broadcast that is left for the morning', () => {
  const radioRows = () =>
    kept.store.read.sql<{ state: string; reason: string | null }>(
      `SELECT state, held_reason AS reason FROM deliveries WHERE channel = 'radio'`,
    );

  test('waits under a task until a person plays it, and everything else goes out', async () => {
    const id = await issued(desk, await drafted(desk, road, { radioLater: true }));
    expect(new Set((await radioRows()).map((row) => `${row.state} ${row.reason}`))).toEqual(
      new Set(['held morning']),
    );
    const [others] = await kept.store.read.sql<{ n: number }>(
      `SELECT COUNT(*) AS n FROM deliveries WHERE channel <> 'radio' AND state = 'pending'`,
    );
    expect(others?.n).toBeGreaterThan(0);
    const [task] = await listOpenTasks(kept.store.read);
    // 03:05 in Japan: the quiet hours end at 07:00.
    expect([task?.reason, ((task?.dueAt ?? 0) - night) / minute]).toEqual(['morning', 235]);
    desk.time.now += 4 * 60 * minute;
    const { deps, ctx } = desk;
    good(
      await decideGroup(
        deps,
        ctx(),
        { versionId: id, channel: 'radio', of: { state: 'held', reason: 'morning' } },
        { action: 'retry' },
      ),
    );
    expect(new Set((await radioRows()).map(({ state }) => state))).toEqual(new Set(['pending']));
    expect(await listOpenTasks(kept.store.read)).toEqual([]);
  });

  test('is part of what is approved: the digest is another', async () => {
    const [now, later] = [await drafted(desk, road), await drafted(desk, road, { radioLater: true })];
    for (const id of [now, later]) good(await submitted(desk, id));
    const digests = [now, later].map(async (id) => (await findVersion(kept.store.read, id))?.digest);
    expect(new Set(await Promise.all(digests)).size).toBe(2);
  });

  test('is refused for an order, by day, and where the loudspeakers are left out', async () => {
    const later = async (source: Parameters<typeof drafted>[1], more = {}) =>
      refusalOf(await submitted(desk, await drafted(desk, source, { radioLater: true, ...more })));
    expect(await later(instruction)).toBe('radio-later.urgent');
    expect(await later(road, { channels: ['sms'] })).toBe('radio-later.no-radio');
    desk.time.now += 12 * 60 * minute;
    expect(await later(road)).toBe('radio-later.not-quiet-hours');
  });

  test('may never be an order of a level, civil protection or another matter of life, whatever a kind’s file says', () => {
    const { kinds } = desk.deps.phrasebook;
    const may = Object.values(kinds).filter(
      (kind) => refusalToWait({ ...kind, quietHours: 'respected' }, kind.level) === null,
    );
    for (const { kind, level, group, effects } of may)
      expect([kind, (level ?? 0) >= 3 || group === 'civil-protection' || effects === 'set']).toEqual([
        kind,
        false,
      ]);
    expect(may.map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(['order-lifted', 'road-closed', 'wild-animal']),
    );
    expect(
      refusalToWait({ group: 'life', effects: 'none', quietHours: 'respected', urgency: 1 }, 3),
    ).not.toBeNull();
  });

  test('the quiet hours reach over midnight and end in the morning', () => {
    const hours = { from: 21 * 60, until: 7 * 60 };
    expect([20 * 60 + 59, 21 * 60, 0, 6 * 60 + 59, 7 * 60].map((at) => isQuiet(hours, at))).toEqual([
      false,
      true,
      true,
      true,
      false,
    ]);
    expect([22 * 60, 0, 7 * 60].map((at) => untilMorning(hours, at) / minute)).toEqual([540, 420, 0]);
  });
});
