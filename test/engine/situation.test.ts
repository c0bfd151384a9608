/** Shelters' states and the town at a moment, on the tested engine. */
import { beforeEach, describe, expect, test } from '@jest/globals';
import { orderShelter, viewShelters } from '../../src/desk/shelters.js';
import type { DeskDeps } from '../../src/desk/desk.js';
import { situationAt } from '../../src/live/situation.js';
import { loadTown } from '../../src/platform/town.js';
import { applyEffects, ordersInForce } from '../../src/store/district-state.store.js';
import { clearForDrill } from '../../src/store/drill.store.js';
import { VersionRow } from '../../src/store/entities/alert.entity.js';
import { TelegramRow } from '../../src/store/entities/telegram.entity.js';
import { idBound, newId } from '../../src/platform/id.js';
import type { Store } from '../../src/store/store.js';
import { issue } from '../support/store.js';
import { at, deskOn, logTexts } from './desk.js';
import { useEngine } from './support.js';

const engine = useEngine();
const town = loadTown('config', 'hatoyama');
const hall = town.shelters[0]?.id ?? '';
const hour = 3_600_000;
let store: Store;
let desk: DeskDeps;
beforeEach(() => {
  store = engine.store();
  desk = { ...deskOn(store), town };
});
const shelter = async () => (await viewShelters(desk)).find(({ id }) => id === hall);

describe('a shelter', () => {
  test('of which nothing was said is closed', async () => {
    expect(await viewShelters(desk)).toHaveLength(town.shelters.length);
    expect(await shelter()).toMatchObject({ state: 'closed', since: null, by: null });
  });

  test('is foretold, opened and closed, each with one entry in the log; the same again changes nothing', async () => {
    const now = Date.now();
    const opening = { state: 'opening', opensAt: now + hour } as const;
    expect(await orderShelter(desk, at(now), hall, opening)).toEqual({ id: hall });
    expect(await shelter()).toMatchObject({ state: 'opening', opensAt: now + hour, since: now });
    for (const state of ['open', 'open', 'closed'] as const)
      await orderShelter(desk, at(now), hall, { state });
    expect(await shelter()).toMatchObject({ state: 'closed', opensAt: null });
    expect((await logTexts(store)).map((text) => text.replace(/\d\d:\d\d/, '時刻'))).toEqual([
      '避難所「鳩山町ふれあいセンター」は 時刻 開設予定',
      '避難所「鳩山町ふれあいセンター」を開設',
      '避難所「鳩山町ふれあいセンター」を閉鎖',
    ]);
  });

  test('that the town lacks, or whose opening lies too far off, is refused', async () => {
    expect(await orderShelter(desk, at(), 'nowhere', { state: 'open' })).toMatchObject({
      refused: 'shelter.unknown',
    });
    const late = { state: 'opening', opensAt: Date.now() + 90 * hour } as const;
    expect(await orderShelter(desk, at(), hall, late)).toMatchObject({ refused: 'shelter.bad-opening-time' });
    expect(await logTexts(store)).toEqual([]);
  });

  test('is closed when a new drill begins, and was open before', async () => {
    const then = Date.now() - hour;
    await orderShelter(desk, at(then), hall, { state: 'open' });
    await store.write((tx) => clearForDrill(tx, 'd2', Date.now()));
    expect(await shelter()).toMatchObject({ state: 'closed' });
    const past = await situationAt(store, town, then + 1);
    expect(past.shelters.find(({ id }) => id === hall)).toMatchObject({ state: 'open' });
  });
});

/** An order, or a lift (null), of a level for a district, issued at a time of the clock. */
async function give(level: 3 | 4 | null, when: number, district = 'sue'): Promise<void> {
  const version = await issue(store, { channel: 'sms', targets: [], now: when });
  await store.write(async (tx) => {
    await tx.rows.update(VersionRow, { id: version.versionId }, { issuedAt: when });
    await applyEffects(tx, [{ district, hazard: 'landslide', level }], {
      ...{ versionId: version.versionId, alertId: version.alertId, kind: 'evacuation-elderly', at: when },
    });
  });
}
const levelsAt = async (when: number) =>
  (await situationAt(store, town, when)).districts.map(({ code, level, lifted }) => [
    code,
    level,
    lifted.length,
  ]);

describe('the town at a moment', () => {
  test('has the orders of then: raised, lifted, and forgotten after a day', async () => {
    const t = Date.now() - 30 * hour;
    await give(3, t);
    await give(4, t + hour);
    await give(null, t + 2 * hour);
    expect(await levelsAt(t - 1)).toEqual([]);
    expect(await levelsAt(t)).toEqual([['sue', 3, 0]]);
    expect(await levelsAt(t + hour)).toEqual([['sue', 4, 0]]);
    expect(await levelsAt(t + 2 * hour)).toEqual([['sue', null, 1]]);
    expect(await levelsAt(t + 27 * hour)).toEqual([]);
  });

  test('is now what the districts’ state says', async () => {
    const t = Date.now() - hour;
    await give(3, t, 'izui');
    await give(4, t, 'sue');
    await give(null, t + 1000, 'izui');
    const now = (await situationAt(store, town, Date.now())).districts.flatMap(({ code, orders }) =>
      orders.map(({ hazard, level }) => [code, hazard, level]),
    );
    const state = (await ordersInForce(store.read)).map((one) => [one.district, one.hazard, one.level]);
    expect(now).toEqual(state);
    expect(state).toEqual([['sue', 'landslide', 4]]);
  });

  test('has JMA’s warnings by the clock at which they came, whatever a scenario’s time says', async () => {
    const came = Date.now() - 2 * hour;
    await store.write((tx) =>
      tx.rows.insert(TelegramRow, {
        ...{
          id: `${idBound(came)}${newId().slice(13)}`,
          hash: 'h',
          raw: '',
          code: 'VPWW56',
          title: '土砂災害',
        },
        ...{ receivedAt: 1, headline: '', status: '通常', infoType: '発表', eventId: null, serial: null },
        ...{
          reportAt: 1,
          controlAt: 1,
          office: '熊谷地方気象台',
          orderKey: 'VPWW56',
          concerned: 1,
          level: 4,
        },
        ...{ refused: null, stale: 0 },
        items: JSON.stringify([{ code: '49', name: '土砂災害危険警報', status: '発表', level: 4 }]),
      }),
    );
    const names = async (when: number) =>
      (await situationAt(store, town, when)).warnings.map(({ name }) => name);
    expect(await names(came - 1)).toEqual([]);
    expect(await names(Date.now())).toEqual(['土砂災害危険警報']);
    expect(await names(came + 49 * hour)).toEqual([]);
  });
});
