import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { judgeTelegram, type StandingOrder } from '../../src/domain/judge-telegram.js';
import { isRefusal } from '../../src/domain/refusal.js';
import { supersedes } from '../../src/domain/telegram.js';
import type { World } from '../../src/domain/world.js';
import { parseTelegram } from '../../src/formats/jma/parse-telegram.js';
import { loadTown } from '../../src/platform/town.js';

const town = loadTown('config', 'hatoyama');
const night = 'config/scenarios/night-landslide/telegrams';

function read(path: string) {
  const parsed = parseTelegram(readFileSync(path), path);
  if (isRefusal(parsed)) throw new Error(`${path}: ${parsed.refused}`);
  return parsed;
}

function judge(path: string, world: World = 'drill', ordersInForce: readonly StandingOrder[] = []) {
  const parsed = read(path);
  const { cityCode, hazardDistricts, proposals: rules } = town;
  return judgeTelegram({
    parsed,
    cityCode,
    hazardDistricts,
    rules,
    world,
    now: parsed.reportDateTime,
    ordersInForce,
  });
}
const orders = (level: 3 | 4 | 5): readonly StandingOrder[] =>
  (town.hazardDistricts.landslide ?? []).map((district) => ({ hazard: 'landslide', level, district }));

describe('the night of the landslide', () => {
  const none: readonly StandingOrder[] = [];
  test.each<readonly [string, readonly StandingOrder[], number | null, string | null]>([
    ['01-rain-advisory-l2.xml', none, 2, null],
    ['02-landslide-advisory-l2.xml', none, 2, null],
    ['03-rain-warning-l3.xml', none, 3, 'evacuation-elderly'],
    ['04-landslide-warning-l3.xml', none, 3, 'evacuation-elderly'],
    ['05-landslide-danger-l4.xml', orders(3), 4, 'evacuation-instruction'],
    ['06-landslide-vxww50.xml', orders(3), 4, 'evacuation-instruction'],
    ['06-landslide-vxww50.xml', orders(4), 4, null],
    ['07-landslide-emergency-l5.xml', orders(4), 5, 'emergency-safety'],
    ['08-landslide-down-to-l4.xml', orders(5), 4, null],
    ['09-landslide-down-to-l3.xml', orders(4), 3, null],
    ['10-landslide-vxww50-lifted.xml', orders(4), null, 'order-lifted'],
    ['11-landslide-lifted.xml', orders(4), null, 'order-lifted'],
    ['11-landslide-lifted.xml', none, null, null],
    ['12-rain-lifted.xml', orders(4), null, null],
  ])('%s with orders %j: level %s, proposes %s', (file, standing, level, kind) => {
    const judged = judge(`${night}/${file}`, 'drill', standing);
    expect(judged).toMatchObject({ concerned: true, level, refused: null });
    expect(judged.proposal?.kind ?? null).toBe(kind);
  });

  test('landslide orders are proposed for the town’s landslide districts; inundation for none', () => {
    expect(judge(`${night}/05-landslide-danger-l4.xml`).proposal?.districts).toEqual(
      town.hazardDistricts.landslide,
    );
    expect(judge(`${night}/03-rain-warning-l3.xml`).proposal).toMatchObject({
      hazard: 'inland-flood',
      districts: [],
    });
  });

  test('each telegram takes the place of the one before it in its series', () => {
    const all = readdirSync(night)
      .filter((name) => name.endsWith('.xml'))
      .toSorted()
      .map((name) => read(`${night}/${name}`));
    for (const code of new Set(all.map((each) => each.code))) {
      const series = all.filter((each) => each.code === code);
      for (const [index, each] of series.slice(1).entries())
        expect(supersedes(each, series[index] ?? each)).toBe(true);
    }
    expect(all).toHaveLength(12);
  });
});

test('the earthquake scenario reports intensity 4 at 03:12', () => {
  const { proposal } = judge('config/scenarios/earthquake/telegrams/01-vxse53.xml');
  expect(proposal).toMatchObject({ kind: 'earthquake-report', districts: 'all' });
  expect(proposal?.slots).toEqual({
    intensity: '4',
    occurredAt: Date.parse('2026-07-12T03:12:00+09:00'),
    epicentre: '三陸沖',
  });
});

test('a live hub takes none of a scenario’s telegrams for real', () => {
  for (const scenario of ['night-landslide', 'earthquake']) {
    const folder = `config/scenarios/${scenario}/telegrams`;
    for (const name of readdirSync(folder).filter((each) => each.endsWith('.xml'))) {
      expect(judge(`${folder}/${name}`, 'live')).toMatchObject({ refused: 'exercise', proposal: null });
    }
  }
});
